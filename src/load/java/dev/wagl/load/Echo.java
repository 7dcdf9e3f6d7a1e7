package dev.wagl.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;

/** The baseline that does nothing: a plain Vert.x DatagramSocket that sends each query back as its own response. */
final class Echo {

    private static final int FLAGS = 2;
    private static final byte QR = (byte) 0x80;

    private Echo() {}

    /** Answers at the loopback port that is named, until it is killed. */
    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        DatagramSocket socket = vertx.createDatagramSocket();
        socket.handler(datagram -> echo(socket, datagram))
                .listen(Integer.parseInt(args[0]), "127.0.0.1")
                .onFailure(e -> {
                    throw new IllegalStateException("cannot listen at port " + args[0], e);
                });
    }

    private static void echo(DatagramSocket socket, DatagramPacket datagram) {
        Buffer message = datagram.data();
        message.setByte(FLAGS, (byte) (message.getByte(FLAGS) | QR));
        socket.send(message, datagram.sender().port(), datagram.sender().hostAddress());
    }
}
