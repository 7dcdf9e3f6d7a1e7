/**
 * From query to response (RFC 1034 4.3.2). JDK only. Each event loop has its own {@link
 * dev.wagl.nameserver.QueryProcessor}; nothing here is shared but the zone, and nothing is allocated per query.
 */
package dev.wagl.nameserver;
