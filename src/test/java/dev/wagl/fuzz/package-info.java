/**
 * What is held against arbitrary input: fuzz targets, the seeds they start from, and readers of the wire that share no code
 * with the product's. A target is a class with {@code fuzzerTestOneInput(byte[])}, as Jazzer calls it; it throws if an invariant
 * is broken, and needs nothing of Jazzer's. Targets that need to see into a package stand in it.
 */
package dev.wagl.fuzz;
