package dev.wagl.real;

import dev.wagl.real.EngineReports.Life;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Remembers when which endpoint came to the page and when it went: the page's own clock, which is this machine's. */
final class PageSightings {

    /** Looks whenever a row changes. An endpoint is its instance's name and its addresses; a stay without an end lasts. */
    private static final String WATCH = """
            window.stays = [];
            const look = () => {
                const now = Date.now();
                const there = new Set();
                for (const row of document.querySelectorAll('#names tr:has(.pill.ready)')) {
                    there.add(row.querySelector('.c-instance').textContent + ' ' + row.querySelector('.c-address').textContent);
                }
                for (const stay of window.stays.filter(one => one.to === null && !there.delete(one.endpoint))) {
                    stay.to = now;
                }
                there.forEach(endpoint => window.stays.push({endpoint, from: now, to: null}));
            };
            new MutationObserver(look).observe(document.getElementById('names'), {childList: true, subtree: true});
            look();
            """;

    private static final String READ = "return window.stays.filter(stay => stay.endpoint === arguments[0])"
            + ".map(stay => [stay.from, stay.to ?? 0])";

    private final Browser browser;
    private final String network;

    /** @param network on which the tasks of the services have their addresses */
    PageSightings(Browser browser, String network) {
        this.browser = browser;
        this.network = network;
        browser.run(WATCH);
    }

    private record Stay(Instant from, Instant to) {}

    private List<Stay> stays(Life life) {
        List<Stay> stays = new ArrayList<>();
        for (Object stay : (List<?>) browser.run(READ, endpoint(life))) {
            List<?> times = (List<?>) stay;
            long to = (Long) times.get(1);
            stays.add(new Stay(
                    Instant.ofEpochMilli((Long) times.get(0)), to == 0 ? Instant.MAX : Instant.ofEpochMilli(to)));
        }
        return stays;
    }

    private String endpoint(Life life) {
        for (var attachment : life.task.get("NetworksAttachments")) {
            if (attachment.at("/Network/Spec/Name").asText().equals(network)) {
                return life.task.get("Slot").asText() + "." + life.service + ".swarm. "
                        + attachment.at("/Addresses/0").asText().replaceFirst("/.*", "");
            }
        }
        throw new AssertionError("no address: " + life.task);
    }

    /** From the engine's word that a task runs to the row that shows it; null while there is none. */
    Duration lagOfReady(Life life) {
        return stays(life).stream()
                .filter(stay -> stay.to().isAfter(life.ready))
                .findFirst()
                .map(stay -> positive(Duration.between(life.ready, stay.from())))
                .orElse(null);
    }

    /** From the engine's word that a task is gone to the table without it; null while it is there. */
    Duration lagOfGone(Life life) {
        return stays(life).stream()
                .filter(stay -> stay.from().isBefore(life.gone))
                .reduce((one, later) -> later)
                .filter(stay -> stay.to() != Instant.MAX)
                .map(stay -> positive(Duration.between(life.gone, stay.to())))
                .orElse(null);
    }

    /** It may be gone before the engine's lists say so: an event tells of it, too. */
    private static Duration positive(Duration lag) {
        return lag.isNegative() ? Duration.ZERO : lag;
    }
}
