package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ColumnType.Decimal;
import dev.lockstep.type.ColumnType.Float64;
import dev.lockstep.type.ColumnType.Int;
import dev.lockstep.type.ColumnType.Json;
import dev.lockstep.type.Widening;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks at the numbers of a column where they decide which type holds them and others exactly. */
final class HeldNumbers {

    /** What a DOUBLE that meets integers beyond 2^53 becomes, and a BIGINT that has such. */
    private static final Decimal ALL_INTEGERS = new Decimal(34, 10);

    private final Statement statement;
    private final String table;

    HeldNumbers(Statement statement, String table) {
        this.statement = statement;
        this.table = MySqlDialect.quote(table);
    }

    /** The wanted type, or a wider one that also holds all that is there. */
    ColumnType safeType(Column present, ColumnType wanted) throws SQLException {
        if (present.type().equals(Int.BIG) && wanted instanceof Float64) {
            return isBeyondDoubles(present) ? ALL_INTEGERS : wanted;
        } else if (present.type() instanceof Float64 && wanted instanceof Decimal decimal) {
            return decimalFor(present, decimal);
        }
        return wanted;
    }

    private boolean isBeyondDoubles(Column column) throws SQLException {
        String sql =
                "SELECT EXISTS (SELECT 1 FROM %s WHERE %s NOT BETWEEN %d AND %d)"
                        .formatted(
                                table,
                                MySqlDialect.quote(column.name()),
                                -Widening.MAX_EXACT,
                                Widening.MAX_EXACT);
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /**
     * Doubles count as their shortest decimal text, as {@link dev.lockstep.type.ColumnFit} has it.
     * Those beyond a DECIMAL(65,30), which would be cut to it, are integers.
     */
    private ColumnType decimalFor(Column column, Decimal wanted) throws SQLException {
        String sql =
                "SELECT COUNT(CASE WHEN CAST(number AS DOUBLE) <> held AND small"
                        + " OR CAST(whole AS DOUBLE) <> held AND NOT small OR text = '-0'"
                        + " THEN 1 END),"
                        + " MAX(LENGTH(IF(small, SUBSTRING_INDEX(ABS(number), '.', 1), ABS(whole)))),"
                        + " MAX(IF(small, LENGTH(TRIM(TRAILING '0' FROM"
                        + " SUBSTRING_INDEX(number, '.', -1))), 0)) FROM"
                        + " (SELECT held, text, ABS(held) < 1E34 AS small,"
                        + " CAST(text AS DECIMAL(65,30)) AS number,"
                        + " CAST(text AS DECIMAL(65,0)) AS whole FROM"
                        + " (SELECT %1$s AS held, CAST(%1$s AS CHAR) AS text FROM %2$s"
                                .formatted(MySqlDialect.quote(column.name()), table)
                        + " WHERE %1$s IS NOT NULL) texts) numbers"
                                .formatted(MySqlDialect.quote(column.name()));
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1) > 0
                    ? new Json()
                    : Widening.decimalFor(wanted, row.getInt(2), row.getInt(3));
        }
    }
}
