package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.ResponseEncoder;
import java.util.Collection;

/** Names that are answered here and never leave the box. */
final class SpecialNames {

    /** No special name. */
    static final int NONE = -1;

    /** @param forwarded zones with upstreams of their own: these are asked, whatever is special about the name */
    SpecialNames(Collection<Name> forwarded) {}

    /**
     * Answers a query if its name is special, with authority (AA).
     *
     * @return the RCODE, or {@link #NONE}, and then nothing is written
     */
    int answer(ResponseEncoder response, byte[] query, QueryDecoder decoded) {
        return NONE;
    }
}
