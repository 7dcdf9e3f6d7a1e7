/**
 * The scheduled bean that follows the Swarm, and its state.
 *
 * <p>A refresh is one straight line: snapshot, guard, project, publish, note. {@code Refresher} is that line, {@code Guard} says
 * what to believe, {@code Pace} when the next one is due ({@code Activity} and {@code Attention}: how closely things are
 * followed), {@code RefreshLoop} runs them one after the other on a thread of its own, {@code SwarmSync} is the bean that Quarkus
 * starts, ticks and stops. Nobody else publishes a zone.
 *
 * <p>Everything here happens on the thread {@code wagl-sync}; probes and metrics read {@code SyncState} from any thread.
 */
package dev.wagl.sync;
