package dev.lockstep.decode;

import dev.lockstep.value.Value;

/**
 * Takes a document's fields as {@link DocumentDecoder} meets them: each field's name, then either
 * its value or, when it holds a document that is descended into, that document's fields up to
 * {@link #endDocument}.
 */
public interface DocumentVisitor {

    /**
     * A field begins.
     *
     * @return false to leave it out, with all below it, without decoding it
     */
    boolean field(String name);

    /**
     * The field holds a document that is not empty.
     *
     * @param names the names of its fields
     * @return true to have its fields one by one, false to have it as one {@link Value.Json}
     */
    boolean document(FieldNames names);

    /** The document that was descended into last is complete. */
    void endDocument();

    /** The field's value. Arrays and empty documents come as {@link Value.Json}. */
    void value(Value value);

    /** Whether the field's document or array is wanted as it stands in the text. */
    default boolean wantsText() {
        return false;
    }

    /**
     * The field's document or array, for a visitor that wanted it so.
     *
     * @param json as it stands in the text that is decoded
     */
    default void text(String json) {
        throw new UnsupportedOperationException("Only for a visitor that wants texts");
    }

    /** What is kept of the field's value if it becomes a {@link Value.Json}. */
    default FieldFilter filter() {
        return FieldFilter.ALL;
    }
}
