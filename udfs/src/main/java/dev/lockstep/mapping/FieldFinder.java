package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentVisitor;
import dev.lockstep.decode.FieldNames;
import dev.lockstep.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds one field of a document by its path and leaves out all else. */
final class FieldFinder implements DocumentVisitor {

    private final List<String> path;
    private int depth;
    private @Nullable Value found;

    FieldFinder(List<String> path) {
        this.path = path;
    }

    /** The field's value; null when the document has no such field. */
    @Nullable Value found() {
        return found;
    }

    @Override
    public boolean field(String name) {
        return name.equals(path.get(depth));
    }

    @Override
    public boolean document(FieldNames names) {
        boolean descend = depth + 1 < path.size();
        if (descend) {
            depth++;
        }
        return descend;
    }

    @Override
    public void endDocument() {
        depth--;
    }

    @Override
    public void value(Value value) {
        if (depth + 1 == path.size()) {
            found = value;
        }
    }
}
