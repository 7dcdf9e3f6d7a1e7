/**
 * The scheduled bean that follows the Swarm, and its state.
 *
 * <p>A refresh is one straight line: snapshot, project, publish, note. {@code Refresher} is that line, {@code Pace} says when the
 * next one is due, {@code RefreshLoop} runs them one after the other on a thread of its own, {@code SwarmSync} is the
 * bean that Quarkus starts, ticks and stops. Nobody else publishes a zone.
 *
 * <p>Everything here happens on the thread {@code wagl-sync}; probes and metrics read {@code SyncState} from any thread.
 */
package dev.wagl.sync;
