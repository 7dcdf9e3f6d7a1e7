/**
 * Docker API to {@link dev.wagl.swarm.Snapshot}: the only place that knows Docker's API, its transports and its JSON.
 *
 * <p>{@link dev.wagl.swarm.DockerSwarm} is the door. A refresh reads one endpoint, in a daemon thread of its own, under one
 * deadline; what it reads is cut down to what names are made of while it is being parsed, and is thrown away as a whole
 * when any call of it fails. Nothing here logs, schedules or keeps state besides the connection: it returns and throws.
 */
package dev.wagl.swarm;
