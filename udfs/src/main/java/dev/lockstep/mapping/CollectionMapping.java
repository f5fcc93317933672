package dev.lockstep.mapping;

import dev.lockstep.event.Namespace;
import dev.lockstep.mask.MaskingKeys;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the documents of one collection, or of all collections of a database, become rows.
 *
 * @param database the source database
 * @param collection the source collection, or {@code *} for all of the database's
 * @param table the target table's name; {@code {database}} and {@code {collection}} in it stand for
 *     the source's names
 * @param key the primary key's columns; empty: one column {@code id} that holds {@code _id}
 * @param columns the declared columns; fields without one go by convention as {@code schemaDrift}
 *     allows
 * @param exclude dotted paths of fields that are left out with all below them
 * @param schemaDrift what happens to what the target has no place for
 * @param deletes what happens to the row of a document that is deleted
 * @param filter an expression in CEL; documents for which it is false have no row. Null for all
 * @param maskingKeys the keys of masked columns
 * @param historyTable the name of the table that gets every change, with placeholders as {@code
 *     table} has; null for none
 * @param onDuplicateKey what happens when several documents have one key
 * @param children arrays and maps that have a table of their own
 * @param limits how large each of its tables becomes
 */
public record CollectionMapping(
        String database,
        String collection,
        String table,
        List<ColumnMapping> key,
        List<ColumnMapping> columns,
        List<String> exclude,
        SchemaDrift schemaDrift,
        Deletes deletes,
        @Nullable String filter,
        MaskingKeys maskingKeys,
        @Nullable String historyTable,
        OnDuplicateKey onDuplicateKey,
        List<ChildMapping> children,
        TableLimits limits)
        implements Serializable {

    public static final String ANY = "*";

    public CollectionMapping {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        exclude = List.copyOf(exclude);
        children = List.copyOf(children);
    }

    /** A mapping without a history and child tables, whose keys no two documents have. */
    public CollectionMapping(
            String database,
            String collection,
            String table,
            List<ColumnMapping> key,
            List<ColumnMapping> columns,
            List<String> exclude,
            SchemaDrift schemaDrift,
            Deletes deletes,
            @Nullable String filter,
            MaskingKeys maskingKeys) {
        this(
                database,
                collection,
                table,
                key,
                columns,
                exclude,
                schemaDrift,
                deletes,
                filter,
                maskingKeys,
                null,
                OnDuplicateKey.REJECT,
                List.of(),
                TableLimits.DEFAULT);
    }

    /** A mapping without rules: every document has a row, for as long as it is there. */
    public CollectionMapping(
            String database,
            String collection,
            String table,
            List<ColumnMapping> key,
            List<ColumnMapping> columns,
            List<String> exclude,
            SchemaDrift schemaDrift) {
        this(
                database,
                collection,
                table,
                key,
                columns,
                exclude,
                schemaDrift,
                Deletes.HARD,
                null,
                MaskingKeys.NONE);
    }

    /** The mapping of a collection for which nothing is declared. */
    public static CollectionMapping byConvention(String database, String collection) {
        return new CollectionMapping(
                database,
                collection,
                "{collection}",
                List.of(),
                List.of(),
                List.of(),
                SchemaDrift.EVOLVE);
    }

    /**
     * The same mapping, with a history in the table of this name; placeholders as in {@link
     * #table}.
     */
    public CollectionMapping withHistory(String historyTable) {
        return with(key, columns, historyTable, onDuplicateKey, children);
    }

    /** The same mapping with another key. */
    public CollectionMapping withKey(OnDuplicateKey policy, List<ColumnMapping> key) {
        return with(key, columns, historyTable, policy, children);
    }

    /** The same mapping with these columns and no key: what its rows are without their key. */
    CollectionMapping withoutKey(List<ColumnMapping> columns) {
        return with(List.of(), columns, historyTable, onDuplicateKey, children);
    }

    /** With a business key, the column that holds the document's id as it is; empty for none. */
    public Optional<String> idColumn() {
        return hasBusinessKey()
                ? BusinessKey.columns(this).stream()
                        .filter(column -> column.path().equals(KeyMapper.ID))
                        .filter(column -> column.source() instanceof ColumnSource.Field)
                        .map(ColumnMapping::column)
                        .findFirst()
                : Optional.empty();
    }

    /** Whether a part of the key is another field than the document's id. */
    public boolean hasBusinessKey() {
        return key.stream()
                .map(ColumnMapping::path)
                .anyMatch(path -> !path.equals("_id") && !path.startsWith("_id."));
    }

    public boolean covers(Namespace namespace) {
        return database.equals(namespace.database())
                && (collection.equals(ANY) || collection.equals(namespace.collection()));
    }

    /**
     * The name of the table for a collection this mapping covers: one that MySQL can't have (over
     * 64 characters, for example) is mended as column names are.
     */
    public String tableFor(Namespace namespace) {
        return tableFor(table, namespace);
    }

    /** As {@link #tableFor}, for the table that gets every change; empty when there is none. */
    public Optional<String> historyTableFor(Namespace namespace) {
        return Optional.ofNullable(historyTable).map(name -> tableFor(name, namespace));
    }

    private static String tableFor(String template, Namespace namespace) {
        return ColumnNames.mended(resolved(template, namespace), namespace.toString());
    }

    /** A table's name with the source's names in it. */
    static String resolved(String template, Namespace namespace) {
        return template.replace("{database}", namespace.database())
                .replace("{collection}", namespace.collection());
    }

    /** The declared columns of the table and of its child tables. */
    List<ColumnMapping> allColumns() {
        return Stream.concat(columns.stream(), children.stream().flatMap(ChildMapping::allColumns))
                .toList();
    }

    /** The same with child tables. */
    public CollectionMapping withChildren(List<ChildMapping> tables) {
        return with(key, columns, historyTable, onDuplicateKey, tables);
    }

    private CollectionMapping with(
            List<ColumnMapping> otherKey,
            List<ColumnMapping> otherColumns,
            @Nullable String otherHistoryTable,
            OnDuplicateKey policy,
            List<ChildMapping> tables) {
        return new CollectionMapping(
                database,
                collection,
                table,
                otherKey,
                otherColumns,
                exclude,
                schemaDrift,
                deletes,
                filter,
                maskingKeys,
                otherHistoryTable,
                policy,
                tables,
                limits);
    }
}
