package dev.wagl.swarm;

/** What kind of Docker API the state is read from. */
public enum Source {
    /** A Swarm manager: services, tasks, nodes, networks. */
    SWARM,
    /** A plain engine, or the classic Swarm manager of 2015: containers. */
    CONTAINERS
}
