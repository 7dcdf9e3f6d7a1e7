package dev.wagl.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Clients that each ask for the same over HTTP, again as soon as they have it, each time on a new connection. Prints how often each status came, and the octets. */
final class Askers {

    private final int port;
    private final byte[] request;
    private final long end;
    private final Map<String, Integer> statuses = new TreeMap<>();
    private long octets;

    private Askers(int port, String path, long end) {
        this.port = port;
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: wagl\r\nConnection: close\r\n"
                        + (Boolean.getBoolean("load.gzip") ? "Accept-Encoding: gzip\r\n" : "") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.end = end;
    }

    /** The loopback port, the path, how many clients, and for how many seconds. */
    public static void main(String[] args) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(args[3]));
        Askers all = new Askers(Integer.parseInt(args[0]), args[1], end);
        Thread[] clients = new Thread[Integer.parseInt(args[2])];
        for (int client = 0; client < clients.length; client++) {
            clients[client] = new Thread(all::ask, "client " + client);
            clients[client].start();
        }
        for (Thread client : clients) {
            client.join();
        }
        System.out.printf("%s, %.1f MB%n", all.statuses, all.octets / 1e6);
    }

    private void ask() {
        byte[] piece = new byte[64 << 10];
        while (System.nanoTime() - end < 0) {
            String status = "failed";
            long read = 0;
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(request);
                InputStream in = socket.getInputStream();
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    if (read == 0) {
                        // HTTP/1.1 200
                        status = new String(piece, 9, 3, StandardCharsets.US_ASCII);
                    }
                    read += count;
                }
            } catch (IOException e) {
                status = "failed";
            }
            add(status, read);
        }
    }

    private synchronized void add(String status, long read) {
        statuses.merge(status, 1, Integer::sum);
        octets += read;
    }
}
