package dev.wagl.http;

import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A problem document (RFC 9457): what was wrong with a request, and what would be right.
 *
 * @param title of the status, the same for each problem with it
 */
@Schema(description = "A problem document (RFC 9457)")
record Problem(
        @Schema(examples = "Not Found") String title,
        @Schema(examples = "404") int status,

        @Schema(examples = "no service publishes the name nothing.swarm.; /v1/explain/nothing.swarm. tells why")
        String detail) {

    static final String TYPE = "application/problem+json";

    static final MediaType MEDIA_TYPE = MediaType.valueOf(TYPE);

    /** Of what was sent, so much is shown. */
    private static final int SHOWN = 100;

    /** Something that was sent, as it may be shown: cut, on one line; JSON does the rest. */
    static String quoted(String sent) {
        StringBuilder text = new StringBuilder("'");
        for (int at = 0; at < Math.min(sent.length(), SHOWN); at++) {
            char c = sent.charAt(at);
            text.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.append(sent.length() > SHOWN ? "...'" : "'").toString();
    }
}
