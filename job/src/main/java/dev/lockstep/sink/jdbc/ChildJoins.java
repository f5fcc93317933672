package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.MySqlDialect.quote;

import dev.lockstep.mapping.ChildTable;
import dev.lockstep.type.ColumnType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Joins the rows of a collection's table with those that its documents have in child tables. */
final class ChildJoins {

    private final TableDeclarations declarations;

    ChildJoins(TableDeclarations declarations) {
        this.declarations = declarations;
    }

    /**
     * {@code ... AS child JOIN table ON ...} for every child table that is there, children of
     * children first; empty while the keys of one are not yet of the form that the table's are.
     */
    Optional<List<String>> of(String table, Connection connection) throws SQLException {
        Optional<Declarations> found =
                SchemaStore.owner(table, connection)
                        .flatMap(declarations::find)
                        .filter(declared -> declared.isOwn(table));
        if (found.isEmpty() || found.get().children().isEmpty()) {
            return Optional.of(List.of());
        }
        Declarations declared = found.get();
        List<String> joins = new ArrayList<>();
        Map<String, ColumnType> types = types(table, connection);
        for (ChildTable child : declared.children()) {
            Map<String, ColumnType> childTypes = types(child.table(), connection);
            if (isConverting(child, declared, types, childTypes)) {
                return Optional.empty();
            } else if (!childTypes.isEmpty()) {
                joins.add(0, join(table, child));
            }
        }
        return Optional.of(joins);
    }

    /** Whether the table's keys became text and the child's will only with its next batch. */
    private static boolean isConverting(
            ChildTable child,
            Declarations declared,
            Map<String, ColumnType> types,
            Map<String, ColumnType> childTypes) {
        for (int i = 0; i < child.parent().size(); i++) {
            ColumnType type = types.get(TableSchema.fold(child.documentKey().get(i)));
            ColumnType own = childTypes.get(TableSchema.fold(child.parent().get(i).column()));
            if (type != null && own != null && declared.convertsKey(own, type)) {
                return true;
            }
        }
        return false;
    }

    private static String join(String table, ChildTable child) {
        return "%s AS child JOIN %s ON %s"
                .formatted(
                        quote(child.table()),
                        quote(table),
                        IntStream.range(0, child.parent().size())
                                .mapToObj(
                                        i ->
                                                "child.%s = %s.%s"
                                                        .formatted(
                                                                quote(
                                                                        child.parent()
                                                                                .get(i)
                                                                                .column()),
                                                                quote(table),
                                                                quote(child.documentKey().get(i))))
                                .collect(Collectors.joining(" AND ")));
    }

    private static Map<String, ColumnType> types(String table, Connection connection)
            throws SQLException {
        Map<String, ColumnType> types = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT * FROM information_schema.columns WHERE table_schema = DATABASE()"
                                + " AND table_name = ?")) {
            select.setString(1, table);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    types.put(
                            TableSchema.fold(row.getString("COLUMN_NAME")),
                            ColumnTypeReader.read(row, false));
                }
            }
        }
        return types;
    }
}
