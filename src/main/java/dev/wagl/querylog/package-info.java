/**
 * The query log: a line for each response, as the plugin <i>log</i> of CoreDNS writes it, so that what reads those reads these.
 *
 * <pre>
 *   QueryLog     what is told, and the one thread that writes it
 *    LoopLog     what an event loop has to tell: a ring, which is never waited for
 *     Entry      one line, as octets and numbers; text is made of it by the log's thread
 * </pre>
 */
package dev.wagl.querylog;
