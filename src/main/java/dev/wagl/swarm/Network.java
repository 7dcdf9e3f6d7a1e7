package dev.wagl.swarm;

/**
 * A network ({@code GET /networks}).
 *
 * @param ingress whether it is the routing mesh
 */
public record Network(String id, String name, boolean ingress) {}
