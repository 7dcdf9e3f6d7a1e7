package dev.wagl;

import dev.wagl.http.OpenApiDocument;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.net.BindException;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The program: understands the command line, checks every setting, and only then starts Quarkus.
 *
 * <p>Exit codes: 0 stopped by a signal, or did what was asked; 1 cannot run, or unhealthy; 2 bad configuration.
 */
@QuarkusMain
public final class Wagl {

    private static final int FAILED = 1;
    private static final int BAD_CONFIGURATION = 2;

    private static final String HTTP_PORT = "quarkus.http.port";

    /** What the process ends with; read by the hook that a signal runs. */
    private static volatile int exitCode;

    public static void main(String... args) {
        NodeName.tellLog();
        try {
            Arguments arguments = Arguments.parse(args);
            switch (arguments.action()) {
                case HELP -> System.out.print(Help.text());
                case VERSION -> System.out.println("wagl " + Version.text());
                case HEALTHCHECK -> healthcheck(arguments);
                case SERVE -> serve(arguments);
            }
        } catch (BadSettingException e) {
            System.err.println("wagl: " + e.getMessage());
            System.exit(BAD_CONFIGURATION);
        }
    }

    private static void healthcheck(Arguments arguments) {
        arguments.properties().forEach(System::setProperty);
        SettingsReader settings = new SettingsReader(ProcessValues.of(arguments.flags()));
        Healthcheck.Result result =
                new Healthcheck(settings.value(Keys.BIND).get(0), settings.value(Keys.DOMAIN)).run();
        (result.healthy() ? System.out : System.err).println("wagl: " + result.reason());
        System.exit(result.healthy() ? 0 : FAILED);
    }

    /** Flags become system properties, which is where Quarkus and the wiring find them again. */
    private static void serve(Arguments arguments) {
        arguments.properties().forEach(System::setProperty);
        if (!isReloadable()) {
            new SettingsReader(ProcessValues.of(arguments.flags())).read();
            StandardStreams.takeOver();
            OpenApiDocument.keepFromExtension();
            Runtime.getRuntime().addShutdownHook(new Thread(Wagl::endWithOurCode, "exit code"));
        }
        UnknownNames.inThisProcess().forEach(line -> System.err.println("wagl: " + line));
        arguments.flags().forEach((key, given) -> System.setProperty(key.property(), given.value()));
        Quarkus.run(null, Wagl::ended);
    }

    /**
     * The dev mode runs this again after each change of a source, and knows its profile only later: there the wiring is the
     * first to check the settings, and the process outlives what it runs.
     */
    private static boolean isReloadable() {
        return Wagl.class.getClassLoader().getClass().getName().endsWith(".QuarkusClassLoader");
    }

    /** A signal would make the JVM end with 128 and its number; whoever stops wagl in order finds 0. */
    private static void endWithOurCode() {
        Application application = Application.currentApplication();
        if (application != null) {
            application.awaitShutdown();
        }
        StandardStreams.drain();
        if (exitCode == 0) {
            Runtime.getRuntime().halt(0);
        }
    }

    /** Quarkus' own handler ends the process; in the dev mode it waits for the next change of a source instead. */
    private static void ended(int code, Throwable cause) {
        exitCode = cause == null ? code : explain(cause);
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(exitCode, cause);
    }

    /** Says in one line why wagl cannot run, where the reason is known; returns the exit code. */
    private static int explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BadSettingException) {
                System.err.println("wagl: " + cause.getMessage());
                return BAD_CONFIGURATION;
            }
            if (cause instanceof StartupException) {
                System.err.println("wagl: " + cause.getMessage());
                return FAILED;
            }
            if (isAddressTaken(cause)) {
                System.err.println(
                        "wagl: HTTP port " + ConfigProvider.getConfig().getValue(HTTP_PORT, String.class)
                                + " is taken by another process; choose another with -D" + HTTP_PORT
                                + "=PORT or QUARKUS_HTTP_PORT=PORT");
                return FAILED;
            }
        }
        System.err.println("wagl: cannot start: " + failure);
        failure.printStackTrace();
        return FAILED;
    }

    /** The wiring explains addresses of DNS itself, so this one is HTTP's; native transport has no exception of its own. */
    private static boolean isAddressTaken(Throwable cause) {
        return cause instanceof BindException
                || cause instanceof IOException
                        && String.valueOf(cause.getMessage()).contains("Address already in use");
    }
}
