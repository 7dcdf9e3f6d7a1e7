/**
 * From query to response (RFC 1034 4.3.2). JDK only. Each event loop has its own {@link
 * dev.wagl.nameserver.QueryProcessor}; nothing is allocated per query, and no lock is taken.
 *
 * <pre>
 *   QueryProcessor       request -&gt; RESPOND | FORWARD | DROP
 *    ServerCookies       who has shown that it gets what is sent to its address     (SipHash)
 *    ZoneAnswer          answer, authority, additional
 *    ServerIdentity      NSID, CHAOS
 *    ResponseRateLimit   how much those get who have shown nothing
 *   AddressBlock         networks as they are configured
 *   QueryCounters        what metrics read
 * </pre>
 *
 * <p>Shared by all event loops are the zone, the secrets of the cookies, which do not change, and the table of the rate
 * limit, which says how.
 */
package dev.wagl.nameserver;
