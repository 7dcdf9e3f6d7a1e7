/**
 * Tests against real Docker engines, the real image and the real stack files. Each engine has a network namespace of its
 * own ({@link dev.wagl.real.Machine}), so that several run on one machine beside a Docker that is there already. They run
 * as root, and where something is missing they are skipped with a line that says what ({@link dev.wagl.real.RealEngine}).
 */
package dev.wagl.real;
