/**
 * RRsets by owner name (RFC 1034 3.1), immutable, their records encoded when the zone is built. JDK only. A zone is built by
 * one thread and read by all; reading allocates nothing.
 */
package dev.wagl.zone;
