/** Micro-benchmarks of what a query costs without its socket, and of building a zone. See {@code src/jmh/README.md}. */
package dev.wagl.jmh;
