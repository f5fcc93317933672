package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.type.KeyText;
import dev.lockstep.type.Widening;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the key's cells from a document key. They come from there for every operation, as a delete
 * has nothing else: so the row that is deleted is the one that was written. Numbers have the one
 * form of {@link DocumentDecoder#decodeId}. Whether a cell fits the table's key column is the
 * sink's question.
 */
final class KeyMapper {

    static final String ID = "_id";

    private final List<Part> parts;

    KeyMapper(List<ColumnMapping> key) {
        this.parts = key.stream().map(Part::of).toList();
    }

    /** A mapping's key, or the one that it has by convention. */
    static List<ColumnMapping> keyOf(CollectionMapping mapping) {
        return mapping.key().isEmpty()
                ? List.of(new ColumnMapping(ID, "id", null, false, null))
                : mapping.key();
    }

    Mapped map(String documentKey) {
        List<Cell> cells = new ArrayList<>(parts.size());
        for (Part part : parts) {
            Value value;
            try {
                value = part.read(documentKey);
            } catch (MalformedDocumentException e) {
                return new Mapped.Problem(
                        Code.DOCUMENT_MALFORMED, ID, String.valueOf(e.getMessage()));
            }
            String unsupported = unsupported(value);
            if (unsupported != null) {
                return new Mapped.Problem(
                        Code.KEY_NOT_SUPPORTED, part.column().path(), unsupported);
            }
            cells.add(new Cell(part.column().column(), value));
        }
        return new Mapped.Cells(cells, List.of());
    }

    /** Why a value can't be in a primary key; null if it can. */
    private static @Nullable String unsupported(Value value) {
        if (value instanceof Value.Null) {
            return "a part of a primary key can't be null";
        } else if (value instanceof Value.Json json && json.text().startsWith("[")) {
            return "a primary key can't be an array";
        } else if (value instanceof Value.Text
                || value instanceof Value.Json
                || value instanceof Value.Binary) {
            String text = KeyText.of(value);
            return text.codePointCount(0, text.length()) > Widening.MAX_KEY_LENGTH
                    ? "a primary key can't be longer than "
                            + Widening.MAX_KEY_LENGTH
                            + " characters"
                    : null;
        }
        return null;
    }

    /**
     * One column of the key.
     *
     * @param path the names below {@code _id}; empty for {@code _id} itself
     */
    private record Part(ColumnMapping column, List<String> path) {

        /** One document may have null for its id; NULL can't be in a primary key. */
        private static final Value NULL_ID = new Value.Json("null");

        static Part of(ColumnMapping column) {
            List<String> path = List.of(column.path().split("\\.", -1));
            if (!path.get(0).equals(ID)) {
                throw new IllegalArgumentException(
                        "The key's path " + column.path() + " is not at _id or below");
            }
            return new Part(column, path.subList(1, path.size()));
        }

        Value read(String documentKey) throws MalformedDocumentException {
            Value value = DocumentDecoder.decodeId(documentKey);
            if (!path.isEmpty()) {
                return below(value);
            }
            return value instanceof Value.Null ? NULL_ID : value;
        }

        /** A missing part counts as null: neither can be in a primary key. */
        private Value below(Value id) throws MalformedDocumentException {
            FieldFinder finder = new FieldFinder(path);
            if (id instanceof Value.Json json && json.text().startsWith("{")) {
                DocumentDecoder.decode(json.text(), finder);
            }
            Value found = finder.found();
            if (found == null) {
                found = column.defaultValue();
            }
            return found == null ? Value.Null.INSTANCE : found;
        }
    }
}
