package dev.wagl.sync;

import dev.wagl.sync.Attention.Level;

/**
 * What a refresh came to, for the pace.
 *
 * @param answered whether an engine gave a whole snapshot, believed or not
 * @param moved whether it is another one than the one before
 * @param ordered whether it shows that somebody wants something else: a service or a node was changed
 * @param steady whether the endpoint that answered is the one that did before, and no call failed in between: then the time it took is all its own
 * @param level how closely that has to be followed what is under way
 */
record Outcome(boolean answered, boolean moved, boolean ordered, boolean steady, Level level) {

    static final Outcome FAILED = new Outcome(false, false, false, false, Level.IDLE);
}
