/**
 * What is held against arbitrary input: fuzz targets, the seeds they start from, and readers of the wire that share no code
 * with the product's. A target is a class with {@code fuzzerTestOneInput(byte[])}, as Jazzer calls it; it throws if an invariant
 * is broken, and needs nothing of Jazzer's. Targets that need to see into a package stand in it.
 *
 * <p>What {@link dev.wagl.fuzz.Fuzz} finds lies in {@code target/fuzz/<target>} as {@code crash-*}. Mended, it becomes a golden packet, or
 * else a seed in {@code src/test/resources/fuzz}: of the wire as hex ({@code xxd -p}) with a comment, of Docker as it is.
 */
package dev.wagl.fuzz;
