/**
 * The wire codec: how names, queries and responses lie in bytes (RFC 1035, 6891, 8914). JDK only, no allocation on the way
 * of a query, nothing shared between threads but constants.
 */
package dev.wagl.dns;
