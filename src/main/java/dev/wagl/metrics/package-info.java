/**
 * What Prometheus sees. Nothing is counted here: at each scrape the plain counters of the event loops, of the zone and of the sync are
 * read. All label values are known at start: no name from a query or from Docker becomes one.
 */
package dev.wagl.metrics;
