package dev.wagl.demo;

import java.util.Random;

/** Identifiers as Docker makes them, but out of a seed. */
final class Ids {

    private static final String BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String HEX = BASE_36.substring(0, 16);

    private final Random random;

    Ids(Random random) {
        this.random = random;
    }

    /** Of a Swarm object: service, task, node, overlay network. */
    String swarm() {
        return draw(BASE_36, 25);
    }

    /** Of an engine's object: container, local network. */
    String engine() {
        return draw(HEX, 64);
    }

    private String draw(String alphabet, int length) {
        var id = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            id.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return id.toString();
    }
}
