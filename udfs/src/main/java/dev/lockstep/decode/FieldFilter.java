package dev.lockstep.decode;

import org.jspecify.annotations.Nullable;

/**
 * Says which fields are kept where a document becomes JSON text. The elements of an array share the
 * filter of the array, as a dotted path in MongoDB reaches into arrays.
 */
@FunctionalInterface
public interface FieldFilter {

    /** Keeps everything. */
    FieldFilter ALL =
            new FieldFilter() {
                @Override
                public FieldFilter below(String field) {
                    return this;
                }
            };

    /** The filter for what is below a field; null leaves the field out. */
    @Nullable FieldFilter below(String field);
}
