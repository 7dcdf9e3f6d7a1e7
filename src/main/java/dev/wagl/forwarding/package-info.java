/**
 * Names outside our zone: whose are forwarded, to which upstream, and what is kept of the answers.
 *
 * <p>Each event loop has its own {@link dev.wagl.forwarding.Forwarder}, which answers from the cache, all loops' own, without making an
 * object that outlives the query. What has to wait is copied and goes to the one loop that speaks with upstreams; nothing of it is
 * shared, so that nothing there is locked.
 *
 * <pre>
 *   Forwarding           the whole, from start to end
 *    Forwarder           a query that the processor leaves to be forwarded -&gt; answered, or waits    (each event loop)
 *     SpecialNames       what never leaves the box
 *     ReplyCache         what is known
 *     WaitingClients     how many may wait
 *    ForwardingLoop      the loop of all that follows
 *    Inquiries           the questions that are being asked
 *     Inquiry            one of them, and all who wait for it: whom to ask, and when the next one
 *      Try               one upstream, over UDP, or TCP
 *       DatagramExchange, QuerySocket      UDP
 *       StreamExchange, UpstreamStream     TCP, TLS
 *       QueryEncoder, ReplyReader          what is sent, and what may be kept of what comes
 *    Upstreams           who there is: configured, or of ResolvConf
 *     UpstreamServer     one at work: its health, its counters, its connection
 *    LoopChecks          who leads back to us
 * </pre>
 */
package dev.wagl.forwarding;
