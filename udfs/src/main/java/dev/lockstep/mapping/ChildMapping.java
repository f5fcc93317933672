package dev.lockstep.mapping;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of an array, or the fields of a map whose names are data, become rows of a table
 * of their own. An element that is a document has its fields in columns as a document of a
 * collection has; any other is the field {@code value}.
 *
 * @param path the array or map, dotted, in the document or the parent's element
 * @param table the child table's name, with placeholders as in {@link CollectionMapping}; null for
 *     the parent table's and the path's names joined with {@code _}
 * @param key what tells a document's rows apart; {@link ElementKey.Name} makes it a map
 * @param columns the declared columns, their paths in the element
 * @param exclude paths in the element that are left out with all below them
 * @param onMismatch what becomes of a value that is no array, or no map
 * @param children arrays and maps in the element that have a table of their own
 */
public record ChildMapping(
        String path,
        @Nullable String table,
        ElementKey key,
        List<ColumnMapping> columns,
        List<String> exclude,
        OnMismatch onMismatch,
        List<ChildMapping> children)
        implements Serializable {

    /** The field that an element is which is no document. */
    public static final String VALUE = "value";

    /** A value that is neither the array or map that it should be, nor null. */
    public enum OnMismatch {
        /** The document becomes a dead letter. */
        REJECT,
        /** The document has no rows in the child table. */
        EMPTY
    }

    public ChildMapping {
        columns = List.copyOf(columns);
        exclude = List.copyOf(exclude);
        children = List.copyOf(children);
    }

    /** An array for which nothing is declared but that it has a table. */
    public static ChildMapping byConvention(String path) {
        return new ChildMapping(
                path,
                null,
                new ElementKey.Ordinal("ordinal"),
                List.of(),
                List.of(),
                OnMismatch.REJECT,
                List.of());
    }

    boolean isMap() {
        return key instanceof ElementKey.Name;
    }

    /** The columns of this table and of those below it. */
    Stream<ColumnMapping> allColumns() {
        return Stream.concat(columns.stream(), children.stream().flatMap(ChildMapping::allColumns));
    }
}
