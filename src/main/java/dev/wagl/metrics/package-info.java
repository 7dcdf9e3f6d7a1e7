/**
 * What Prometheus sees. Nothing is counted here: at each scrape the plain counters of the event loops, of the zone and of the sync are
 * read. No name from a query or from Docker becomes a
 * label's value.
 */
package dev.wagl.metrics;
