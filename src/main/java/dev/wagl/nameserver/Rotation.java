package dev.wagl.nameserver;

/**
 * Random numbers that decide which record comes first: xorshift (Marsaglia 2003). Good enough to spread load; nothing
 * secret hangs on it.
 */
final class Rotation {

    private long state;

    Rotation(long seed) {
        state = seed == 0 ? 0x9E3779B97F4A7C15L : seed;
    }

    /** 32 random bits. */
    int next() {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return (int) (state >>> 32);
    }
}
