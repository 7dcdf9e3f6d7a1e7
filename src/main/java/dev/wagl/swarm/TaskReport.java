package dev.wagl.swarm;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;

/**
 * What the engine says of one task when it is asked for all of a service, or of one container.
 *
 * @param nodeId empty while it is on none
 * @param state in the engine's own word, as are the others
 * @param desiredState null of a container
 * @param message {@code Status.Message}; null without one
 * @param error {@code Status.Err}; null without one
 * @param exitCode null while there is none
 * @param since when it came to this state; null where that is not told
 */
public record TaskReport(
        String id,
        int slot,
        String nodeId,
        String state,
        String desiredState,
        String message,
        String error,
        Integer exitCode,
        Instant since) {

    /** How many are told. */
    public static final int MOST = 20;

    /** The oldest first; what does not tell when is old. */
    static final Comparator<TaskReport> BY_AGE = Comparator.comparing(
                    TaskReport::since, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(TaskReport::id);

    private static final int LONGEST = 300;

    /** One element of {@code GET /tasks}. */
    static TaskReport ofTask(Json element) throws IOException {
        Reading reading = new Reading();
        element.fields(reading::task);
        return reading.report();
    }

    /** {@code GET /containers/ID/json}. */
    static TaskReport ofContainer(Json element) throws IOException {
        Reading reading = new Reading();
        element.fields(reading::container);
        return reading.report();
    }

    /** The fields as they come by. */
    private static final class Reading {
        private String id = "";
        private int slot;
        private String nodeId = "";
        private String state = "";
        private String desiredState;
        private String message;
        private String error;
        private int exitCode = Integer.MIN_VALUE;
        private boolean ended;
        private Instant since;

        TaskReport report() {
            return new TaskReport(
                    id,
                    slot,
                    nodeId,
                    state,
                    desiredState,
                    message,
                    error,
                    ended && exitCode != Integer.MIN_VALUE ? exitCode : null,
                    since);
        }

        void task(String field, Json value) throws IOException {
            switch (field) {
                case "ID" -> id = shown(value.text());
                case "Slot" -> slot = Math.max(0, value.integer(0));
                case "NodeID" -> nodeId = shown(value.text());
                case "DesiredState" -> desiredState = shown(value.text());
                case "Status" -> value.fields(this::status);
                default -> {}
            }
        }

        private void status(String field, Json value) throws IOException {
            switch (field) {
                case "State" -> {
                    state = shown(value.text());
                    ended = TaskState.RUNNING.name().compareToIgnoreCase(state) != 0;
                }
                case "Timestamp" -> since = value.time();
                case "Message" -> message = orNull(value.text());
                case "Err" -> error = orNull(value.text());
                case "ContainerStatus" ->
                    value.fields((key, code) -> {
                        if (key.equals("ExitCode")) {
                            exitCode = code.integer(Integer.MIN_VALUE);
                        }
                    });
                default -> {}
            }
        }

        void container(String field, Json value) throws IOException {
            switch (field) {
                case "Id" -> id = shown(value.text());
                case "State" -> value.fields(this::containerState);
                default -> {}
            }
        }

        private void containerState(String field, Json value) throws IOException {
            switch (field) {
                case "Status" -> {
                    state = shown(value.text());
                    ended = !state.equals("running");
                }
                case "Error" -> error = orNull(value.text());
                case "ExitCode" -> exitCode = value.integer(Integer.MIN_VALUE);
                case "StartedAt" -> since = value.time();
                case "Health" ->
                    value.fields((key, health) -> {
                        if (key.equals("Status")
                                && health.text() != null
                                && !health.text().equals("none")) {
                            message = "health: " + shown(health.text());
                        }
                    });
                default -> {}
            }
        }

        private static String orNull(String text) {
            return text == null || text.isBlank() ? null : shown(text);
        }

        private static String shown(String text) {
            if (text == null) {
                return "";
            }
            return Printable.of(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
        }
    }
}
