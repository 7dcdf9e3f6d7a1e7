package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpstreamCountersTest {

    /** BADVERS has the lower bits of NOERROR, BADCOOKIE those of YXRRSET (RFC 6891 6.1.3). */
    @Test
    void extendedRcodesCountAsWhatTheyAre() {
        UpstreamCounters counters = new UpstreamCounters();
        for (int rcode : new int[] {0, 9, 16, 16, 23, 4095}) {
            counters.answered(rcode, 1);
        }
        assertThat(counters.requests())
                .containsEntry("NOERROR", 1L)
                .containsEntry("RCODE9", 1L)
                .containsEntry("BADVERS", 2L)
                .containsEntry("other", 2L)
                .doesNotContainKey("RCODE7");
    }
}
