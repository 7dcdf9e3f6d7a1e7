/** The helpers of {@code src/load/run}: one Swarm told three ways, a server that only echoes, and a stopwatch. JDK and Vert.x only. */
package dev.wagl.load;
