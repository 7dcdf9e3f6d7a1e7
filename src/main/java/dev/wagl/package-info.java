/**
 * The main class, the command line and the wiring; and the map of the whole.
 *
 * <pre>
 * dev.wagl                command line, settings, wiring (CDI producers)
 *  http health metrics    read-only views: API and page | probes | Prometheus
 *  transport              sockets: bytes in, bytes out                       Vert.x
 *  forwarding             names outside our zone, and their cache            Vert.x, Caffeine
 *  querylog               a line for each response, where that is wanted     JDK, the log
 *  sync                   the scheduled bean and its state                   quarkus-scheduler
 *  demo                   the embedded demo cluster, an engine API in-process
 *  discovery              snapshot to zone, a pure function                  JDK only
 *  swarm                  Docker API to snapshot                             docker-java
 *  nameserver             query to response: RFC 1034 4.3.2                  JDK only
 *  zone                   RRsets by owner name, immutable                    JDK only
 *  dns                    the wire codec                                     JDK only
 * </pre>
 *
 * A package knows only those below it; a test holds that. Two ways lead through them, and they meet at
 * {@link dev.wagl.zone.CurrentZone}: a query comes from above and reads it, a sync comes from Docker and replaces it.
 */
package dev.wagl;
