/**
 * Tests against real parts: a clone that is run as the README says; Docker engines, the image, the stack files. Each engine has
 * a network namespace of its own ({@link dev.wagl.real.Machine}), so that several run on one machine beside a Docker that
 * is there already. Those tests run as root, and where something is missing they are skipped with a line that says what
 * ({@link dev.wagl.real.RealEngine}). And NSD and Knot DNS, beside which wagl answers ({@link dev.wagl.real.PeersIT}); they need
 * no root.
 */
package dev.wagl.real;
