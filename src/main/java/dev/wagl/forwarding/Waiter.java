package dev.wagl.forwarding;

import java.net.InetAddress;
import java.util.function.Consumer;

/**
 * Who waits for a question's answer.
 *
 * @param query as it came; null where nobody asks, and the cache is to be renewed
 * @param peer where it came from
 * @param answered called once, on the forwarding loop
 */
record Waiter(byte[] query, InetAddress peer, Consumer<Outcome> answered) {}
