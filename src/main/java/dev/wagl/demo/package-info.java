/**
 * The embedded demo cluster ({@code --swarm demo:}): a Docker engine's API, served in-process on loopback, in front of a
 * Swarm that exists only as a model and lives: updates roll, tasks fail, a node drains.
 *
 * <p>Three layers, each of which knows only the next:
 *
 * <ul>
 *   <li>{@link dev.wagl.demo.DemoCluster} starts and stops; {@code EngineApi} speaks HTTP and
 *       {@link dev.wagl.demo.EngineJson} Docker's JSON (engine 20.10, API 1.41);
 *   <li>{@link dev.wagl.demo.Story} plays what operators and misfortune do, {@link dev.wagl.demo.DemoStack} is what they
 *       deployed;
 *   <li>{@link dev.wagl.demo.ClusterModel} holds the state. It moves by fixed steps of simulated time, as SwarmKit does:
 *       {@link dev.wagl.demo.Orchestrator} and {@link dev.wagl.demo.Rollout} decide which tasks there are to be,
 *       {@link dev.wagl.demo.Scheduler} on which node, {@link dev.wagl.demo.Agent} leads them through their states.
 * </ul>
 *
 * <p>The same seed gives the same cluster, to the last id. One monitor, the model's, guards everything that changes.
 */
package dev.wagl.demo;
