/** The probes: whether the process lives, and whether its answers count. Read-only; any thread. */
package dev.wagl.health;
