package dev.wagl.transport;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.Locale;
import java.util.Optional;

/**
 * The system calls that take many datagrams at once, recvmmsg(2) and sendmmsg(2), by Java's foreign functions (JEP 454), which
 * are there from JDK 22 on. They are looked up by name, since this is compiled for 17; the calls themselves are as direct as
 * any other. One for each event loop, as it keeps the error of the last call.
 *
 * <p>Needed besides: Linux with pointers of 64 bits, and {@code Add-Exports: java.base/sun.nio.ch} in the manifest, to
 * know the file descriptor of a channel.
 */
final class KernelCalls {

    /** The first octets of the state that is captured: errno. */
    private static final int ERRNO_SIZE = 64;

    private final ByteBuffer errno = ByteBuffer.allocateDirect(ERRNO_SIZE).order(ByteOrder.nativeOrder());

    /** {@code int recvmmsg(int, long, int, int, long)}, -1 for an error. */
    private final MethodHandle receive;

    /** {@code int sendmmsg(int, long, int, int)}, -1 for an error. */
    private final MethodHandle send;

    /**
     * The same, with the reason for an error. That costs an object each time, so these make only the calls that have failed once more:
     * either they fail again, or they succeed, and that is as good.
     */
    private final MethodHandle receiveOrTell;

    private final MethodHandle sendOrTell;

    private KernelCalls() throws ReflectiveOperationException {
        Object linker = call(type("Linker"), "nativeLinker", null);
        String[] receives = {"JAVA_INT", "JAVA_LONG", "JAVA_INT", "JAVA_INT", "JAVA_LONG"};
        String[] sends = {"JAVA_INT", "JAVA_LONG", "JAVA_INT", "JAVA_INT"};
        receive = function(linker, "recvmmsg", receives);
        receiveOrTell = telling(linker, "recvmmsg", receives);
        send = function(linker, "sendmmsg", sends);
        sendOrTell = telling(linker, "sendmmsg", sends);
    }

    /** Empty where something is missing, which is no error. */
    static Optional<KernelCalls> find() {
        boolean known = System.getProperty("os.name").equals("Linux")
                && switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64", "aarch64" -> true;
                    default -> false;
                };
        if (!known || Runtime.version().feature() < 22) {
            return Optional.empty();
        }
        try (DatagramChannel any = DatagramChannel.open()) {
            KernelCalls calls = new KernelCalls();
            // A sandbox may forbid what the C library has.
            boolean permitted = calls.receive(descriptor(any), 0, 0) == 0 && calls.send(descriptor(any), 0, 0) == 0;
            return permitted ? Optional.of(calls) : Optional.empty();
        } catch (Exception | LinkageError e) {
            return Optional.empty();
        }
    }

    /** The number of the file descriptor of a channel. */
    static int descriptor(DatagramChannel channel) throws ReflectiveOperationException {
        return (int) call(Class.forName("sun.nio.ch.SelChImpl"), "getFDVal", channel);
    }

    /** Where a direct buffer lies. */
    static long address(ByteBuffer direct) {
        try {
            return (long) call(type("MemorySegment"), "address", segment(direct));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Receives what waits in a socket.
     *
     * @param messages the address of so many {@code struct mmsghdr}
     * @return how many came, or the negative errno
     */
    int receive(int descriptor, long messages, int most) {
        try {
            int count = (int) receive.invokeExact(descriptor, messages, most, 0, 0L);
            return count < 0 ? orError((int) receiveOrTell.invokeExact(descriptor, messages, most, 0, 0L)) : count;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Sends messages until one fails.
     *
     * @return how many were sent, or the negative errno of the first
     */
    int send(int descriptor, long messages, int count) {
        try {
            int sent = (int) send.invokeExact(descriptor, messages, count, 0);
            return sent < 0 ? orError((int) sendOrTell.invokeExact(descriptor, messages, count, 0)) : sent;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int orError(int result) {
        return result < 0 ? -errno.getInt(0) : result;
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a system call could not be made", e);
    }

    /** {@code linker.downcallHandle(symbol, FunctionDescriptor.of(JAVA_INT, arguments))}. */
    private static MethodHandle function(Object linker, String name, String... arguments)
            throws ReflectiveOperationException {
        return function(linker, name, Array.newInstance(type("Linker$Option"), 0), arguments);
    }

    /** The same with {@code captureCallState("errno")}, its errno ours. */
    private MethodHandle telling(Object linker, String name, String... arguments) throws ReflectiveOperationException {
        Object options = Array.newInstance(type("Linker$Option"), 1);
        Array.set(options, 0, call(type("Linker$Option"), "captureCallState", null, (Object) new String[] {"errno"}));
        return MethodHandles.insertArguments(function(linker, name, options, arguments), 0, segment(errno));
    }

    private static MethodHandle function(Object linker, String name, Object options, String... arguments)
            throws ReflectiveOperationException {
        Object symbols = call(type("Linker"), "defaultLookup", linker);
        Object symbol = ((Optional<?>) call(type("SymbolLookup"), "find", symbols, name)).orElseThrow();
        Object layouts = Array.newInstance(type("MemoryLayout"), arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            Array.set(layouts, i, layout(arguments[i]));
        }
        Object descriptor = call(type("FunctionDescriptor"), "of", null, layout("JAVA_INT"), layouts);
        return (MethodHandle) call(type("Linker"), "downcallHandle", linker, symbol, descriptor, options);
    }

    private static Object layout(String constant) throws ReflectiveOperationException {
        return type("ValueLayout").getField(constant).get(null);
    }

    private static Object segment(Buffer direct) throws ReflectiveOperationException {
        return call(type("MemorySegment"), "ofBuffer", null, direct);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName("java.lang.foreign." + name);
    }

    /** The method of that name that takes such arguments. */
    private static Object call(Class<?> type, String name, Object target, Object... arguments)
            throws ReflectiveOperationException {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && accepts(method.getParameterTypes(), arguments)) {
                return method.invoke(target, arguments);
            }
        }
        throw new NoSuchMethodException(type + "." + name);
    }

    private static boolean accepts(Class<?>[] parameters, Object[] arguments) {
        boolean accepted = parameters.length == arguments.length;
        for (int i = 0; accepted && i < arguments.length; i++) {
            accepted = parameters[i].isInstance(arguments[i]);
        }
        return accepted;
    }
}
