package dev.wagl.swarm;

/** Which source an engine can be read as, by what it says of itself. */
final class SourceChoice {

    private SourceChoice() {}

    /**
     * The source to read.
     *
     * @param wanted what was configured, or was read before; null while it is open
     * @throws EngineStateException if the engine cannot be read as that now, or is in between two states
     */
    static Source of(Info info, Source wanted) throws EngineStateException {
        if (wanted == Source.CONTAINERS) {
            return Source.CONTAINERS;
        }
        if (info.isManager()) {
            believeSwarm(info);
            return Source.SWARM;
        }
        boolean alone = !info.swarm() || info.localNodeState().equals("inactive");
        if (alone && wanted == null) {
            return Source.CONTAINERS;
        }
        throw new EngineStateException(why(info, alone));
    }

    /** A manager that has lost its leader does not know its own swarm: what it lists next is not held against what that was before. */
    private static void believeSwarm(Info info) throws EngineStateException {
        if (info.clusterId().isEmpty() && !info.swarmError().isEmpty()) {
            throw new EngineStateException("its swarm does not say which it is: " + info.swarmError());
        }
    }

    private static String why(Info info, boolean alone) {
        if (alone) {
            return "it is not part of a swarm (wanted: a manager of one)";
        }
        return switch (info.localNodeState()) {
            case "active" ->
                "it is a worker of its swarm, and only managers can be asked"
                        + (info.managers().isEmpty() ? "" : "; managers: " + String.join(", ", info.managers()));
            case "locked" -> "its swarm is locked; unlock it (docker swarm unlock)";
            case "pending" -> "it is about to join a swarm, waiting";
            default ->
                "its swarm is in the state '" + info.localNodeState() + "'"
                        + (info.swarmError().isEmpty() ? "" : ": " + info.swarmError());
        };
    }

    /**
     * Believes that there is nothing.
     *
     * @param info what the engine said of itself after it had listed nothing: engines list no container, with status 200,
     *     while their swarm is locked, left or starting
     */
    static void believeEmptiness(Info info, Source source) throws EngineStateException {
        if (source == Source.SWARM) {
            believeSwarm(info);
        }
        boolean believable = source == Source.SWARM
                ? info.isManager()
                : !info.swarm()
                        || info.localNodeState().equals("inactive")
                        || info.localNodeState().equals("active");
        if (!believable) {
            throw new EngineStateException("it lists nothing, which is not believed while its swarm is in the state '"
                    + info.localNodeState() + "'"
                    + (info.localNodeState().equals("active") ? ", but not as a manager" : ""));
        }
    }
}
