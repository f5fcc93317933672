package dev.lockstep.config;

import dev.lockstep.config.ColumnSections.Declared;
import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.ListType;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnSource.Metadata;
import dev.lockstep.mapping.Deletes;
import dev.lockstep.mapping.HistoryColumns;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mapping.TableLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An element of the list {@code collections}. */
final class CollectionSection {

    private static final int MAX_COLUMNS_OF_INNODB = 1_017;

    private static final Key<Namespace> FROM =
            Key.required("from", Names.from(), "database.collection, or database.* for all");

    private static final Key<String> TABLE =
            Key.withDefault(
                    "table",
                    Names.table(),
                    "{collection}",
                    "the table; {database} and {collection} stand for the source's names");

    private static final Key<List<Declared>> KEY =
            Key.list(
                    "key",
                    new ListType<>(ColumnSections.KEY, 1, "a list such as '- path: _id'"),
                    "the primary key's columns; by default one column id that holds _id");

    private static final Key<OnDuplicateKey> ON_DUPLICATE_KEY =
            Key.withDefault(
                    "on_duplicate_key",
                    Scalars.choice(OnDuplicateKey.class),
                    "reject",
                    "what happens when several documents have one key: with reject the first has"
                            + " the row, with latest the one that changed last");

    private static final Key<List<Declared>> COLUMNS =
            Key.list(
                    "columns",
                    new ListType<>(
                            ColumnSections.COLUMN_OF_TABLE, 0, "a list such as '- path: total'"),
                    "declared columns; fields without one go by convention");

    private static final Key<List<String>> EXCLUDE =
            Key.list(
                    "exclude",
                    new ListType<>(Names.path(), 0, "a list of paths such as [internal.notes]"),
                    "fields that are left out with all below them");

    private static final Key<SchemaDrift> SCHEMA_DRIFT =
            Key.optional(
                    "schema_drift",
                    Scalars.choice(SchemaDrift.class),
                    "by default that of the pipeline");

    private static final Key<Integer> MAX_COLUMNS =
            Key.withDefault(
                    "max_columns",
                    Scalars.integer(1, MAX_COLUMNS_OF_INNODB),
                    Integer.toString(TableLimits.DEFAULT.columns()),
                    "how many columns the table, and each child table, has at most; a document that"
                            + " needs one more is a dead letter");

    private static final Key<Integer> MAX_DEPTH =
            Key.withDefault(
                    "max_depth",
                    Scalars.integer(1, TableLimits.MAX_DEPTH),
                    Integer.toString(TableLimits.DEFAULT.depth()),
                    "how many names the path of a field with a column of its own has at most, unless"
                            + " the column is declared; a document further down is one JSON column");

    private static final Key<String> FILTER =
            Key.optional(
                    "filter",
                    new Expressions(true),
                    "a CEL expression over doc; only documents for which it is true have a row");

    private static final Key<Deletes> DELETES =
            Key.withDefault(
                    "deletes",
                    Scalars.choice(Deletes.class),
                    "hard",
                    "what a deleted document's row does: hard removes it, soft flags it in the"
                            + " columns _deleted and _deleted_at, ignore leaves it");

    private static final Key<Boolean> HISTORY =
            Key.withDefault(
                    "history",
                    Scalars.bool(),
                    "false",
                    "whether every change is told in a table of its own too");

    private static final Key<String> HISTORY_TABLE =
            Key.optional(
                    "history_table",
                    Names.table(),
                    "with history, its table; by default the table's name and _history");

    static final Section<CollectionEntry> SECTION =
            new Section<>(
                    List.of(
                            FROM,
                            TABLE,
                            KEY,
                            ON_DUPLICATE_KEY,
                            COLUMNS,
                            ChildSection.CHILDREN,
                            EXCLUDE,
                            SCHEMA_DRIFT,
                            MAX_COLUMNS,
                            MAX_DEPTH,
                            DELETES,
                            FILTER,
                            HISTORY,
                            HISTORY_TABLE),
                    CollectionSection::check,
                    CollectionSection::build);

    private CollectionSection() {}

    private static CollectionEntry build(Values values) {
        return new CollectionEntry(
                values.get(FROM),
                values.place(FROM),
                values.get(TABLE),
                values.place(TABLE),
                mappings(values.get(KEY)),
                masked(values.get(KEY), values.get(COLUMNS), values.get(ChildSection.CHILDREN)),
                withFlags(mappings(values.get(COLUMNS)), values.get(DELETES)),
                values.get(EXCLUDE),
                values.find(SCHEMA_DRIFT),
                values.get(DELETES),
                values.find(FILTER),
                historyTable(values),
                values.get(ON_DUPLICATE_KEY),
                values.get(ChildSection.CHILDREN),
                new TableLimits(values.get(MAX_COLUMNS), values.get(MAX_DEPTH)));
    }

    private static Optional<String> historyTable(Values values) {
        return values.find(HISTORY_TABLE)
                .or(() -> values.find(TABLE).map(table -> table + "_history"))
                .filter(table -> values.get(HISTORY));
    }

    private static List<ColumnMapping> mappings(List<Declared> declared) {
        return declared.stream().map(Declared::column).toList();
    }

    /** The flags of soft deletes, where they are not declared under other names. */
    private static List<ColumnMapping> withFlags(List<ColumnMapping> declared, Deletes deletes) {
        if (deletes != Deletes.SOFT) {
            return declared;
        }
        List<ColumnMapping> columns = new ArrayList<>(declared);
        for (Metadata flag : List.of(Metadata.DELETED, Metadata.DELETED_AT)) {
            if (declared.stream().noneMatch(column -> column.source() == flag)) {
                columns.add(SourceKeys.column(flag));
            }
        }
        return columns;
    }

    private static List<Declared> masked(
            List<Declared> key, List<Declared> columns, List<ChildEntry> children) {
        Stream<Declared> ofChildren = children.stream().flatMap(ChildEntry::allColumns);
        return Stream.of(key.stream(), columns.stream(), ofChildren)
                .flatMap(it -> it)
                .filter(it -> it.column().mask() != null)
                .toList();
    }

    private static void check(Values values) {
        List<Declared> key = values.find(KEY).orElse(List.of());
        List<Declared> columns = values.find(COLUMNS).orElse(List.of());
        checkNamesDiffer(values.isThere(KEY), key, columns);
        ColumnSections.checkMasked(Stream.concat(key.stream(), columns.stream()).toList());
        KeyChecks.run(
                key, columns, values.isThere(ON_DUPLICATE_KEY), values.place(ON_DUPLICATE_KEY));
        checkFlagsFree(values.find(DELETES), key, columns);
        checkHistory(values, key, columns);
        List<String> exclude = values.find(EXCLUDE).orElse(List.of());
        Stream.concat(key.stream(), columns.stream())
                .forEach(declared -> ColumnSections.checkNotExcluded(declared, exclude));
        List<ChildEntry> children = values.find(ChildSection.CHILDREN).orElse(List.of());
        KeyChecks.checkChildren(key, children);
        ChildEntry.checkPaths(
                children, Stream.concat(key.stream(), columns.stream()).toList(), exclude);
        if (key.isEmpty() && exclude.contains("_id")) {
            values.place(EXCLUDE).problem("leaves out _id", "_id stays: it is the table's key");
        }
    }

    private static void checkNamesDiffer(
            boolean hasKey, List<Declared> key, List<Declared> columns) {
        Set<String> seen = new HashSet<>();
        if (!hasKey) {
            seen.add("id");
        }
        for (Declared declared : Stream.concat(key.stream(), columns.stream()).toList()) {
            if (!seen.add(declared.column().column().toLowerCase(Locale.ROOT))) {
                declared.place()
                        .problem(
                                "its column's name is taken in this table",
                                "names that differ in more than upper and lower case; a table"
                                        + " without a declared key has a column id");
            }
        }
    }

    private static void checkFlagsFree(
            Optional<Deletes> deletes, List<Declared> key, List<Declared> columns) {
        List<ColumnMapping> flags = withFlags(mappings(columns), deletes.orElse(Deletes.HARD));
        List<String> names =
                flags.subList(columns.size(), flags.size()).stream()
                        .map(ColumnMapping::column)
                        .toList();
        Stream.concat(key.stream(), columns.stream())
                .filter(it -> names.contains(it.column().column().toLowerCase(Locale.ROOT)))
                .forEach(
                        it ->
                                it.place()
                                        .problem(
                                                "its column's name is that of a soft delete's flag",
                                                "another name, or declare the flag under another:"
                                                        + " metadata: deleted, column: is_gone"));
    }

    private static void checkHistory(Values values, List<Declared> key, List<Declared> columns) {
        boolean history = values.find(HISTORY).orElse(false);
        if (!history && values.isThere(HISTORY_TABLE)) {
            values.place(HISTORY_TABLE).problem("is of no use without a history", "history: true");
        }
        String table = values.find(TABLE).orElse("");
        if (history && values.find(HISTORY_TABLE).filter(table::equalsIgnoreCase).isPresent()) {
            values.place(HISTORY_TABLE).problem("is the table of the rows", "another table");
        }
        Stream.concat(key.stream(), columns.stream())
                .filter(it -> history && HistoryColumns.isTaken(it.column()))
                .forEach(
                        it ->
                                it.place()
                                        .problem(
                                                "its column's name is one of the history's own",
                                                "another name than "
                                                        + String.join(", ", HistoryColumns.NAMES)));
    }
}
