package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.type.ColumnType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Knows the tables' schemas and keeps several writers at one mind about them.
 *
 * <p>{@code lockstep_tables} has a version for each table. A batch locks its tables' versions
 * shared in its transaction and goes on only if they are the ones it was encoded for; a change of a
 * schema locks them exclusively, so no batch is under way while a table changes, and no batch that
 * was encoded for the old schema is written to the new one (text that was meant for a VARCHAR could
 * be taken as JSON).
 */
final class SchemaStore {

    private static final String CREATE_TABLES =
            "CREATE TABLE IF NOT EXISTS lockstep_tables ("
                    + "table_name VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PRIMARY KEY,"
                    + " namespace VARCHAR(512) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL"
                    + " COMMENT 'the collection that fills the table',"
                    + " version BIGINT NOT NULL COMMENT 'grows with every change of the table',"
                    + " changing BOOLEAN NOT NULL COMMENT 'a change began and did not end'"
                    + ") ENGINE=InnoDB COMMENT 'Lockstep: versions of the tables it writes'";

    private static final ColumnRegistry.Entry NOT_NOTED = new ColumnRegistry.Entry(null, null);

    private final Map<String, TableSchema> known = new HashMap<>();
    private final Map<String, Namespace> owners = new HashMap<>();

    /** Creates the tables of this class when they are not there. */
    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE_TABLES);
        }
        ColumnRegistry.create(connection);
    }

    /**
     * The schema as last read; reads it the first time.
     *
     * @param documentKey the columns that must be the table's primary key
     */
    TableSchema get(
            String table, Declarations declared, List<String> documentKey, TargetConnection target)
            throws SQLException {
        TableSchema schema = known.get(table);
        if (schema == null) {
            register(table, declared, target.get());
            schema = read(table, declared, target);
            if (schema.exists()) {
                UniqueKeys.check(table, documentKey, target.get());
            }
            target.get().commit();
            known.put(table, schema);
            owners.put(table, declared.namespace());
        }
        requireOwner(table, declared, owners.get(table).toString());
        return schema;
    }

    static void requireOwner(String table, Declarations declared, String owner) {
        if (!declared.namespace().toString().equals(owner)) {
            throw new TargetRefusedException(
                    "Table "
                            + table
                            + " is filled from "
                            + owner
                            + ", so "
                            + declared.namespace()
                            + " needs another: declare its table in the pipeline file. (If "
                            + owner
                            + " is no longer read, delete the table's row in lockstep_tables.)");
        }
    }

    /** Gives a table its version row, which also names the one collection that may fill it. */
    static void register(String table, Declarations declared, Connection connection)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT IGNORE INTO lockstep_tables"
                                + " (table_name, namespace, version, changing)"
                                + " VALUES (?, ?, 0, FALSE)")) {
            insert.setString(1, table);
            insert.setString(2, declared.namespace().toString());
            insert.executeUpdate();
        }
        connection.commit();
        requireOwner(table, declared, owner(table, connection).orElseThrow().toString());
    }

    /** The collection that fills a table; empty when none has yet. */
    static Optional<Namespace> owner(String table, Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT namespace FROM lockstep_tables WHERE table_name = ?")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(Namespace.parse(row.getString(1)))
                        : Optional.empty();
            }
        }
    }

    /**
     * Locks the versions of a batch's tables until the transaction ends.
     *
     * @return whether all schemas are still what the batch was encoded for
     */
    static boolean lockShared(Collection<TableSchema> schemas, Connection connection)
            throws SQLException {
        Map<String, Long> expected = new TreeMap<>();
        schemas.forEach(schema -> expected.put(schema.table(), schema.version()));
        String sql =
                "SELECT table_name, version, changing FROM lockstep_tables WHERE table_name IN ("
                        + MySqlDialect.repeat("?", expected.size())
                        + ") LOCK IN SHARE MODE";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int parameter = 1;
            for (String table : expected.keySet()) {
                select.setString(parameter++, table);
            }
            try (ResultSet rows = select.executeQuery()) {
                int current = 0;
                while (rows.next()) {
                    boolean same = rows.getLong(2) == expected.get(rows.getString(1));
                    current += same && !rows.getBoolean(3) ? 1 : 0;
                }
                return current == expected.size();
            }
        }
    }

    /**
     * Locks one table's version until the transaction ends; 0 for a table that has none.
     *
     * @return empty while the table is being changed
     */
    static OptionalLong lockShared(String table, Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT version, changing FROM lockstep_tables WHERE table_name = ?"
                                + " LOCK IN SHARE MODE")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return OptionalLong.of(0);
                }
                return row.getBoolean(2) ? OptionalLong.empty() : OptionalLong.of(row.getLong(1));
            }
        }
    }

    /** Reads a schema from the target, without the cache. */
    static TableSchema read(String table, Declarations declared, TargetConnection target)
            throws SQLException {
        Connection connection = target.get();
        return read(
                table,
                version(table, connection),
                ColumnRegistry.read(table, connection),
                declared,
                target);
    }

    /** The same where Lockstep's own tables are not there, as no job has run. */
    static TableSchema readUnregistered(
            String table, Declarations declared, TargetConnection target) throws SQLException {
        return read(table, 0, new HashMap<>(), declared, target);
    }

    /**
     * @param managed the columns that Lockstep fills, each with its field if it has one
     */
    private static TableSchema read(
            String table,
            long version,
            Map<String, ColumnRegistry.Entry> managed,
            Declarations declared,
            TargetConnection target)
            throws SQLException {
        Connection connection = target.get();
        for (ColumnMapping column : declared.all()) {
            managed.merge(
                    TableSchema.fold(column.column()),
                    NOT_NOTED,
                    (noted, none) -> new ColumnRegistry.Entry(null, noted.type()));
        }
        Set<String> key = UniqueKeys.primaryKey(table, connection);
        Set<String> json = target.server().mariaDb() ? jsonByCheck(table, connection) : Set.of();
        Set<String> indexed = indexed(table, connection);
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT * FROM information_schema.columns WHERE table_schema = DATABASE()"
                                + " AND table_name = ? ORDER BY ordinal_position")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Column column = column(row, key, managed, json);
                    boolean isIndexed = indexed.contains(TableSchema.fold(column.name()));
                    columns.add(
                            (isIndexed ? column.asOfPerson() : column)
                                    .with(ColumnAttributes.read(row, target.server().mariaDb())));
                }
            }
        }
        return new TableSchema(table, version, columns);
    }

    private static Column column(
            ResultSet row,
            Set<String> key,
            Map<String, ColumnRegistry.Entry> managed,
            Set<String> json)
            throws SQLException {
        String name = row.getString("COLUMN_NAME");
        String folded = TableSchema.fold(name);
        // MySQL's DEFAULT_GENERATED is a default that is an expression, not a generated column.
        String extra = row.getString("EXTRA");
        boolean generated =
                extra.contains("VIRTUAL GENERATED") || extra.contains("STORED GENERATED");
        ColumnType type =
                generated
                        ? new ColumnType.Other("a generated column")
                        : ColumnTypeReader.read(row, json.contains(folded));
        ColumnRegistry.Entry noted = managed.getOrDefault(folded, NOT_NOTED);
        return new Column(
                name,
                key.contains(folded) ? null : noted.path(),
                type,
                row.getString("IS_NULLABLE").equals("YES"),
                key.contains(folded),
                managed.containsKey(folded) && !generated,
                isCaseless(row.getString("COLLATION_NAME")),
                type.toString().equals(noted.type()),
                ColumnAttributes.of(""));
    }

    private static boolean isCaseless(@Nullable String collation) {
        return collation != null && !collation.endsWith("_bin");
    }

    private static long version(String table, Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT version FROM lockstep_tables WHERE table_name = ?")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** MariaDB's JSON is LONGTEXT with a check. */
    private static Set<String> jsonByCheck(String table, Connection connection)
            throws SQLException {
        return names(
                "SELECT constraint_name FROM information_schema.check_constraints"
                        + " WHERE constraint_schema = DATABASE() AND table_name = ?"
                        + " AND check_clause LIKE 'json\\_valid(%'",
                table, connection);
    }

    /** Whoever made an index counts on the column's type. */
    private static Set<String> indexed(String table, Connection connection) throws SQLException {
        return names(
                "SELECT column_name FROM information_schema.statistics"
                        + " WHERE table_schema = DATABASE() AND table_name = ?"
                        + " AND column_name IS NOT NULL",
                table,
                connection);
    }

    private static Set<String> names(String sql, String table, Connection connection)
            throws SQLException {
        Set<String> names = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(TableSchema.fold(row.getString(1)));
                }
            }
        }
        return names;
    }

    void forgetAll() {
        known.clear();
    }

    /** Replaces the schema that {@link #get} gives. */
    void put(TableSchema schema) {
        known.put(schema.table(), schema);
    }
}
