package dev.wagl.forwarding;

/** One query over TCP or TLS, on a connection that it may share with others. On the forwarding loop. */
final class StreamExchange {

    /** What becomes of the query; one of the two is told, once. */
    interface Listener {

        /**
         * A message with the query's id has come.
         *
         * @param query as it was sent
         */
        void received(byte[] message, byte[] query);

        /** No connection could be had, or it ended too early. */
        void unreachable(Throwable cause);
    }

    private final Question question;
    private final boolean edns;
    /** Null: nobody waits any more. An exchange that is never answered is kept by its connection, and nothing else with it. */
    private Listener listener;

    private byte[] query;
    private boolean retried;
    private boolean over;

    StreamExchange(Question question, boolean edns, Listener listener) {
        this.question = question;
        this.edns = edns;
        this.listener = listener;
    }

    Question question() {
        return question;
    }

    boolean edns() {
        return edns;
    }

    void sent(byte[] asSent) {
        query = asSent;
    }

    /** Whether it may be put to another connection: once, if the one it was put to was ended while it was idle (RFC 7766 6.2.3). */
    boolean retry() {
        boolean first = !retried;
        retried = true;
        return first && !over;
    }

    void received(byte[] message) {
        if (!over) {
            over = true;
            listener.received(message, query);
        }
    }

    void unreachable(Throwable cause) {
        if (!over) {
            over = true;
            listener.unreachable(cause);
        }
    }

    /** Nobody waits for it any more. */
    void cancel() {
        over = true;
        listener = null;
        query = null;
    }

    boolean isOver() {
        return over;
    }
}
