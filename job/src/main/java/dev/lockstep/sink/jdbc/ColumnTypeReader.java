package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads a column's type from a row of {@code information_schema.columns}. */
final class ColumnTypeReader {

    private ColumnTypeReader() {}

    static ColumnType read(ResultSet row, boolean jsonByCheck) throws SQLException {
        String type = row.getString("DATA_TYPE").toLowerCase(java.util.Locale.ROOT);
        String full = row.getString("COLUMN_TYPE");
        long length = row.getLong("CHARACTER_MAXIMUM_LENGTH");
        return switch (type) {
            case "tinyint" ->
                    full.startsWith("tinyint(1)") ? new ColumnType.Bool() : ColumnType.Int.TINY;
            case "smallint" -> ColumnType.Int.SMALL;
            case "int" -> ColumnType.Int.REGULAR;
            case "bigint" -> ColumnType.Int.BIG;
            case "double" ->
                    full.equalsIgnoreCase("double")
                            ? new ColumnType.Float64()
                            : new ColumnType.Other(full); // DOUBLE(m,d) rounds silently
            case "decimal" ->
                    new ColumnType.Decimal(
                            row.getInt("NUMERIC_PRECISION"), row.getInt("NUMERIC_SCALE"));
            case "char" -> new ColumnType.Char((int) length);
            case "varchar" -> new ColumnType.VarChar((int) length);
            case "tinytext", "text", "mediumtext", "longtext" ->
                    jsonByCheck
                            ? new ColumnType.Json()
                            : new ColumnType.Text(row.getLong("CHARACTER_OCTET_LENGTH"));
            case "json" -> new ColumnType.Json();
            case "varbinary" -> new ColumnType.VarBinary((int) length);
            case "tinyblob", "blob", "mediumblob", "longblob" -> new ColumnType.Blob(length);
            case "datetime" ->
                    row.getInt("DATETIME_PRECISION") >= 3
                            ? new ColumnType.DateTime()
                            : new ColumnType.Other(full); // it would round milliseconds silently
            default -> new ColumnType.Other(full);
        };
    }
}
