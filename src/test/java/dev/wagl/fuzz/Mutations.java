package dev.wagl.fuzz;

import dev.wagl.conformance.GoldenPackets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Golden packets' queries with something wrong in each: the same ones in every run. Not thread-safe. */
public final class Mutations {

    private static final int LONGEST = 2_000;

    private final List<byte[]> good;
    private final Random random;

    public Mutations(long seed) {
        good = GoldenPackets.all().stream()
                .flatMap(golden -> golden.exchanges().stream())
                .map(GoldenPackets.Exchange::query)
                .toList();
        random = new Random(seed);
    }

    /** The next packet. */
    public byte[] next() {
        byte[] packet = one().clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            packet = change(packet);
        }
        return packet;
    }

    private byte[] one() {
        return good.get(random.nextInt(good.size()));
    }

    private byte[] change(byte[] packet) {
        if (packet.length == 0) {
            return one().clone();
        }
        int at = random.nextInt(packet.length);
        switch (random.nextInt(8)) {
            case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> packet[at] = (byte) random.nextInt(256);
            case 2 -> packet[at] += (byte) (random.nextInt(3) - 1);
            case 3 -> packet[Math.min(packet.length - 1, 2 + random.nextInt(10))] = (byte) random.nextInt(4);
            case 4 -> {
                return Arrays.copyOf(packet, at);
            }
            case 5 -> {
                return join(packet, at, packet, random.nextInt(packet.length));
            }
            case 6 -> {
                byte[] other = one();
                return other.length == 0 ? packet : join(packet, at, other, random.nextInt(other.length));
            }
            default -> {
                byte[] more = new byte[random.nextInt(32)];
                random.nextBytes(more);
                return join(packet, packet.length, more, 0);
            }
        }
        return packet;
    }

    private static byte[] join(byte[] head, int headEnd, byte[] tail, int tailStart) {
        byte[] joined = Arrays.copyOf(head, Math.min(LONGEST, headEnd + tail.length - tailStart));
        System.arraycopy(tail, tailStart, joined, headEnd, joined.length - headEnd);
        return joined;
    }
}
