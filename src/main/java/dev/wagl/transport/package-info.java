/**
 * The sockets: bytes in, bytes out. Nothing here knows a name, a record or an rcode.
 *
 * <p>{@link dev.wagl.transport.DnsServer} starts everything. Each verticle has one event loop and one {@link
 * dev.wagl.nameserver.QueryProcessor}, with the arrays that it reads from and writes to; nothing of it is shared, so
 * a query takes no lock. TCP has a Vert.x, and so event loops, of its own: a client that keeps one busy delays no datagram.
 *
 * <pre>
 *   UdpServerVerticle   its sockets: one per address to bind and, beside a wildcard, one per local address
 *    WildcardSockets   those beside one wildcard, as addresses come and go
 *    UdpSocket          one channel that the event loop watches
 *     UdpQueries        datagrams -&gt; process -&gt; datagrams: the hot path
 *      DatagramBatch    datagrams that come and go together: by the kernel's calls for many, or one by one
 *   TcpServerVerticle   its listeners and connections, and their deadlines
 *    AcceptGate         no more connections than the loops get round to
 *    TcpTable           who has a place
 *    TcpConnection      octets -&gt; messages -&gt; process -&gt; octets
 *   Responder            the processor of a verticle and its request's array
 *   TcpCounters          what all connections are and hold together
 *   LocalAddresses      what this machine is reached by, looked up as it changes
 *   DefaultGateways     the addresses that many clients can share, and what to do about strangers among them
 *   AddressProbe        who is in the way, when an address cannot be had
 * </pre>
 */
package dev.wagl.transport;
