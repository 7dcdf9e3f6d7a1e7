package dev.wagl.swarm;

/** What Prometheus makes targets of: the roles of its {@code dockerswarm_sd}. */
public enum ScrapeRole {
    TASKS,
    SERVICES,
    NODES
}
