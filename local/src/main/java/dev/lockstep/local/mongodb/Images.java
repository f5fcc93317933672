package dev.lockstep.local.mongodb;

import org.jspecify.annotations.Nullable;

/**
 * A document before and after a change of it, kept for collections with {@code
 * changeStreamPreAndPostImages}. The bytes are those that the collection stored, so an image costs
 * heap only once its document was changed again.
 *
 * @param after null after a delete
 */
record Images(EncodedDocument before, @Nullable EncodedDocument after) {

    int size() {
        return before.size() + (after == null ? 0 : after.size());
    }
}
