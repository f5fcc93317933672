package dev.lockstep.config;

import dev.lockstep.config.ColumnSections.Declared;
import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.ListType;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.ChildMapping.OnMismatch;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnPolicies.OnMissing;
import dev.lockstep.mapping.ColumnSource.Metadata;
import dev.lockstep.mapping.ElementKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The elements of {@code children} of a collection, and of children themselves. */
final class ChildSection {

    /** Children of children of children; deeper ones stay JSON. */
    private static final int MAX_DEPTH = 3;

    private static final Key<String> PATH =
            Key.required("path", Names.path(), "the array or map, such as items");

    private static final Key<String> TABLE =
            Key.optional(
                    "table",
                    Names.table(),
                    "its table; by default the parent's name and the path's joined with _");

    private static final Key<Boolean> MAP =
            Key.withDefault(
                    "map",
                    Scalars.bool(),
                    "false",
                    "whether it is a document whose fields' names are data, and not an array");

    private static final Key<String> ELEMENT_KEY =
            Key.optional(
                    "element_key",
                    Names.path(),
                    "a field of the elements that no two of one document have the same, such as"
                            + " sku; by default their place in the array, from 0");

    private static final Key<String> KEY_COLUMN =
            Key.optional(
                    "key_column",
                    Names.identifier("a column's name"),
                    "the column that tells a document's rows apart; by default ordinal, the"
                            + " element_key's path joined with _, or key for a map");

    private static final Key<List<Declared>> COLUMNS =
            Key.list(
                    "columns",
                    new ListType<>(
                            ColumnSections.COLUMN_OF_TABLE, 0, "a list such as '- path: price'"),
                    "declared columns, their paths in the element; an element that is no document"
                            + " is the field value. Others go by convention");

    private static final Key<List<String>> EXCLUDE =
            Key.list(
                    "exclude",
                    new ListType<>(Names.path(), 0, "a list of paths such as [internal.notes]"),
                    "fields of the elements that are left out with all below them");

    private static final Key<OnMismatch> ON_MISMATCH =
            Key.withDefault(
                    "on_mismatch",
                    Scalars.choice(OnMismatch.class),
                    "reject",
                    "when the value is no array, or no document for a map: the document is a dead"
                            + " letter, or has no rows in the table");

    /** One of them with where it stands. */
    static final Section<ChildEntry> SECTION = section(MAX_DEPTH);

    static final Key<List<ChildEntry>> CHILDREN = children(SECTION);

    private ChildSection() {}

    private static Key<List<ChildEntry>> children(Section<ChildEntry> section) {
        return Key.list(
                "children",
                new ListType<>(section, 0, "a list such as '- path: items'"),
                "arrays, and maps whose keys are data, that have a table of their own");
    }

    private static Section<ChildEntry> section(int depth) {
        List<Key<?>> keys =
                new ArrayList<>(
                        List.of(
                                PATH,
                                TABLE,
                                MAP,
                                ELEMENT_KEY,
                                KEY_COLUMN,
                                COLUMNS,
                                EXCLUDE,
                                ON_MISMATCH));
        if (depth == 1) {
            return new Section<>(
                    keys, values -> check(values, List.of()), values -> build(values, List.of()));
        }
        Key<List<ChildEntry>> children = children(section(depth - 1));
        keys.add(children);
        return new Section<>(
                keys,
                values -> check(values, values.find(children).orElse(List.of())),
                values -> build(values, values.get(children)));
    }

    private static ChildEntry build(Values values, List<ChildEntry> children) {
        List<ColumnMapping> columns = values.get(COLUMNS).stream().map(Declared::column).toList();
        ChildMapping mapping =
                new ChildMapping(
                        values.get(PATH),
                        values.find(TABLE).orElse(null),
                        key(values),
                        columns,
                        values.get(EXCLUDE),
                        values.get(ON_MISMATCH),
                        children.stream().map(ChildEntry::mapping).toList());
        return new ChildEntry(mapping, values.place(), values.get(COLUMNS), children);
    }

    private static ElementKey key(Values values) {
        Optional<String> column = values.find(KEY_COLUMN);
        if (values.find(MAP).orElse(false)) {
            return new ElementKey.Name(column.orElse("key"));
        }
        return values.find(ELEMENT_KEY)
                .<ElementKey>map(
                        path -> new ElementKey.Field(path, column.orElse(Names.column(path))))
                .orElseGet(() -> new ElementKey.Ordinal(column.orElse("ordinal")));
    }

    private static void check(Values values, List<ChildEntry> children) {
        if (values.find(MAP).orElse(false) && values.isThere(ELEMENT_KEY)) {
            values.place(ELEMENT_KEY)
                    .problem("is of a map, whose fields' names are its key", "remove it, or map");
        }
        List<Declared> columns = values.find(COLUMNS).orElse(List.of());
        List<String> exclude = values.find(EXCLUDE).orElse(List.of());
        checkNames(key(values).column(), columns);
        columns.forEach(ChildSection::checkSource);
        ColumnSections.checkMasked(columns);
        columns.forEach(declared -> ColumnSections.checkNotExcluded(declared, exclude));
        ChildEntry.checkPaths(children, columns, exclude);
        if (values.find(ELEMENT_KEY)
                .filter(path -> exclude.stream().anyMatch(it -> Names.isAtOrBelow(path, it)))
                .isPresent()) {
            values.place(EXCLUDE).problem("leaves out the element_key", "another key, or keep it");
        }
    }

    private static void checkNames(String key, List<Declared> columns) {
        Set<String> seen = new HashSet<>(Set.of(key.toLowerCase(Locale.ROOT)));
        for (Declared declared : columns) {
            if (!seen.add(declared.column().column().toLowerCase(Locale.ROOT))) {
                declared.place()
                        .problem(
                                "its column's name is taken in this table",
                                "names that differ in more than upper and lower case; '"
                                        + key
                                        + "' is the column of the table's key");
            }
        }
    }

    private static void checkSource(Declared declared) {
        ColumnMapping column = declared.column();
        if (column.source() == Metadata.DELETED || column.source() == Metadata.DELETED_AT) {
            declared.place().problem("is a soft delete's flag", "it is in the parent's table only");
        } else if (column.policies().onMissing() == OnMissing.KEEP) {
            declared.place()
                    .problem(
                            "keeps a value, but a child table's rows are replaced",
                            "on_missing: null, default or reject");
        }
    }
}
