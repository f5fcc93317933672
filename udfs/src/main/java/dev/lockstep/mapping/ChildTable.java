package dev.lockstep.mapping;

import dev.lockstep.event.Namespace;
import dev.lockstep.type.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A child table of one collection. Its primary key is the document's, each column's name behind the
 * collection's table and {@code _}; then, for a grandchild, what tells the elements around it
 * apart, behind their path and {@code _}; then what tells its own elements apart.
 *
 * @param path where its elements are in the document, dotted
 * @param table its name
 * @param documentKey the columns of the document's key in the collection's table
 * @param parent the part of its primary key that is the document's key, in the same order
 * @param elements the part of its primary key that tells apart the rows of one document
 * @param children of its elements
 */
public record ChildTable(
        ChildMapping mapping,
        String path,
        String table,
        List<String> documentKey,
        List<ColumnMapping> parent,
        List<ColumnMapping> elements,
        List<ChildTable> children) {

    public ChildTable {
        documentKey = List.copyOf(documentKey);
        parent = List.copyOf(parent);
        elements = List.copyOf(elements);
        children = List.copyOf(children);
    }

    /** The child tables of a collection's documents, without those below them. */
    public static List<ChildTable> of(CollectionMapping mapping, Namespace namespace) {
        if (mapping.children().isEmpty()) {
            return List.of();
        }
        String table = mapping.tableFor(namespace);
        List<ColumnMapping> key = KeyMapper.keyOf(mapping);
        List<ColumnMapping> parent =
                key.stream()
                        .map(part -> key(part.path(), table + '_' + part.column(), part.type()))
                        .toList();
        return new Resolution(namespace, key.stream().map(ColumnMapping::column).toList(), parent)
                .tables(mapping.children(), table, List.of(), "", mapping.exclude());
    }

    /** This table and all below it, parents before their children. */
    public Stream<ChildTable> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(ChildTable::all));
    }

    /** The primary key's columns. */
    public List<ColumnMapping> key() {
        return Stream.concat(parent.stream(), elements.stream()).toList();
    }

    /** The column that tells the elements of one array or map apart. */
    ColumnMapping elementColumn() {
        return elements.get(elements.size() - 1);
    }

    private static ColumnMapping key(String path, String column, @Nullable ColumnType type) {
        return new ColumnMapping(path, ColumnNames.mended(column, column), type, false, null);
    }

    /** What the tables of one collection have in common. */
    private record Resolution(
            Namespace namespace, List<String> documentKey, List<ColumnMapping> parent) {

        /**
         * @param table of the elements around
         * @param ancestors the key's columns of the elements around
         * @param around their path, dotted and a dot behind it
         * @param excluded paths in the elements around
         */
        List<ChildTable> tables(
                List<ChildMapping> mappings,
                String table,
                List<ColumnMapping> ancestors,
                String around,
                List<String> excluded) {
            return mappings.stream()
                    .map(mapping -> table(mapping, table, ancestors, around, excluded))
                    .toList();
        }

        private ChildTable table(
                ChildMapping declared,
                String parentTable,
                List<ColumnMapping> ancestors,
                String around,
                List<String> excluded) {
            ChildMapping mapping = excludingToo(declared, excluded);
            String joined = mapping.path().replace('.', '_');
            String table = name(mapping, parentTable + '_' + joined);
            List<ColumnMapping> elements = new ArrayList<>(ancestors);
            elements.add(elementKey(mapping.key(), ""));
            List<ColumnMapping> below = new ArrayList<>(ancestors);
            String path = around + mapping.path();
            below.add(elementKey(mapping.key(), path.replace('.', '_') + '_'));
            return new ChildTable(
                    mapping,
                    path,
                    table,
                    documentKey,
                    parent,
                    elements,
                    tables(mapping.children(), table, below, path + '.', mapping.exclude()));
        }

        private String name(ChildMapping mapping, String byConvention) {
            String name =
                    mapping.table() == null
                            ? byConvention
                            : CollectionMapping.resolved(mapping.table(), namespace);
            return ColumnNames.mended(name, namespace + "\0" + mapping.path());
        }

        private static ColumnMapping elementKey(ElementKey key, String prefix) {
            String path = key instanceof ElementKey.Field field ? field.path() : key.column();
            ColumnType type = key instanceof ElementKey.Ordinal ? ColumnType.Int.REGULAR : null;
            return ChildTable.key(path, prefix + key.column(), type);
        }

        /** What is excluded from the document counts in the array, too. */
        private static ChildMapping excludingToo(ChildMapping mapping, List<String> excluded) {
            String prefix = mapping.path() + '.';
            List<String> exclude = new ArrayList<>(mapping.exclude());
            excluded.stream()
                    .filter(path -> path.startsWith(prefix))
                    .map(path -> path.substring(prefix.length()))
                    .forEach(exclude::add);
            return new ChildMapping(
                    mapping.path(),
                    mapping.table(),
                    mapping.key(),
                    mapping.columns(),
                    exclude,
                    mapping.onMismatch(),
                    mapping.children());
        }
    }
}
