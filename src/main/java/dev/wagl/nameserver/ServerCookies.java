package dev.wagl.nameserver;

import dev.wagl.dns.Octets;
import dev.wagl.dns.QueryDecoder;

/**
 * Reads and makes the server's half of DNS Cookies (RFC 7873) in the form that servers of all makes share (RFC 9018 4): a client that
 * sends one back has shown that it gets what is sent to its address. One per event loop; it allocates nothing.
 *
 * <pre>
 * +---------------+---------+----------+-----------+------+
 * | client cookie | version | reserved | timestamp | hash |
 * |       8       |    1    |    3     |     4     |  8   |
 * +---------------+---------+----------+-----------+------+
 * </pre>
 *
 * The hash is SipHash-2-4 of what stands before it and the client's address. A client's half makes no sense to us and is
 * copied. A cookie that is not ours, or too old, is as good as none (RFC 7873 5.2.4): the query is answered, with a new one.
 */
final class ServerCookies {

    private static final int TIMESTAMP = QueryDecoder.CLIENT_COOKIE + 4;
    private static final int HASH = TIMESTAMP + 4;

    /** Of a client's and a server's half. */
    private static final int LENGTH = HASH + 8;

    private static final int LONGEST_ADDRESS = 16;
    private static final byte VERSION = 1;

    /** RFC 9018 4.3: how far a clock may be ahead, when a cookie ends, and from when on a new one is given, in seconds. */
    private static final int AHEAD = 5 * 60;

    private static final int LIFETIME = 60 * 60;
    private static final int RENEWAL = 30 * 60;

    private static final int NONE = -1;

    private final CookieSecrets secrets;
    private final SipHash sipHash = new SipHash();
    private final byte[] hashed = new byte[HASH + LONGEST_ADDRESS];
    private final byte[] cookie = new byte[LENGTH];

    ServerCookies(CookieSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * Judges the cookie of a query, and makes the one for its response.
     *
     * @param offset of the client's half in the query
     * @param length of both halves
     * @param now seconds since 1970, of which the lower 32 bits count
     * @return whether it is ours and in date
     */
    boolean read(byte[] query, int offset, int length, ClientAddress client, int now) {
        int secret = length == LENGTH ? secretOf(query, offset, client) : NONE;
        if (secret != NONE) {
            int age = now - (int) Octets.u32(query, offset + TIMESTAMP);
            if (secret == 0 && age >= -AHEAD && age < RENEWAL) {
                System.arraycopy(query, offset, cookie, 0, LENGTH);
                return true;
            }
            make(query, offset, client, now);
            return age >= -AHEAD && age <= LIFETIME;
        }
        make(query, offset, client, now);
        return false;
    }

    /** Which secret a cookie was made with; {@link #NONE} if with none of ours. */
    private int secretOf(byte[] query, int offset, ClientAddress client) {
        if (query[offset + QueryDecoder.CLIENT_COOKIE] != VERSION) {
            return NONE;
        }
        System.arraycopy(query, offset, hashed, 0, HASH);
        int length = client.write(hashed, HASH);
        long hash = SipHash.word(query, offset + HASH);
        for (int secret = 0; secret < secrets.count(); secret++) {
            if (hash == hash(secret, length)) {
                return secret;
            }
        }
        return NONE;
    }

    private void make(byte[] query, int offset, ClientAddress client, int now) {
        System.arraycopy(query, offset, hashed, 0, QueryDecoder.CLIENT_COOKIE);
        Octets.putU32(hashed, QueryDecoder.CLIENT_COOKIE, (long) VERSION << 24);
        Octets.putU32(hashed, TIMESTAMP, now);
        long hash = Long.reverseBytes(hash(0, client.write(hashed, HASH)));
        System.arraycopy(hashed, 0, cookie, 0, HASH);
        Octets.putU32(cookie, HASH, hash >>> 32);
        Octets.putU32(cookie, HASH + 4, hash);
    }

    private long hash(int secret, int length) {
        return sipHash.hash(secrets.k0(secret), secrets.k1(secret), hashed, length);
    }

    /** Both halves for the response to the query that was read last; overwritten by the next. */
    byte[] cookie() {
        return cookie;
    }
}
