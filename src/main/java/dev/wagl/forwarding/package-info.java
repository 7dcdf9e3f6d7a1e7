/**
 * Names outside our zone: who may have them forwarded, and to which upstream.
 *
 * <p>What is configured stands here; until forwarding itself does, such names are refused.
 */
package dev.wagl.forwarding;
