/**
 * What the tests of the wire are written in: queries and responses as text, dnsjava as the second opinion, and the golden
 * packets. The tests themselves stand where the code is that they hold.
 */
package dev.wagl.conformance;
