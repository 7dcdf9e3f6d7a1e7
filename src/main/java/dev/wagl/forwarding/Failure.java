package dev.wagl.forwarding;

import dev.wagl.dns.ExtendedError;
import java.nio.charset.StandardCharsets;

/** Why a question that was to be forwarded has no answer, as the client is told it (RFC 8914); of several reasons, the last of these. */
enum Failure {
    OVERLOAD(ExtendedError.OTHER, "too many names are being forwarded"),
    NO_UPSTREAM(ExtendedError.NO_REACHABLE_AUTHORITY, "no name server is known to forward to"),
    LOOP(ExtendedError.NO_REACHABLE_AUTHORITY, "the name server that is forwarded to asks here again"),
    UNREACHABLE(ExtendedError.NETWORK_ERROR, "no name server that is forwarded to can be reached"),
    SILENCE(ExtendedError.NETWORK_ERROR, "no name server that is forwarded to has answered"),
    ERROR(ExtendedError.NO_REACHABLE_AUTHORITY, "the name servers that are forwarded to answer with errors"),
    NO_SOCKET(ExtendedError.OTHER, "this server has no socket left to ask with");

    private final int error;
    private final byte[] text;

    Failure(int error, String text) {
        this.error = error;
        this.text = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** INFO-CODE, see {@link ExtendedError}. */
    int error() {
        return error;
    }

    byte[] text() {
        return text;
    }

    /** Whether upstreams have been asked, and are not to be asked the same again for some seconds. */
    boolean wasTried() {
        return this == UNREACHABLE || this == SILENCE || this == ERROR;
    }

    static Failure graver(Failure one, Failure other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** What the client was told when it failed first; the cache keeps no more than the code. */
    static Failure of(int error) {
        return error == ExtendedError.NETWORK_ERROR ? SILENCE : ERROR;
    }
}
