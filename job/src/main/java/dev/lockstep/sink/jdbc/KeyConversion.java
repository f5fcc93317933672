package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;

/**
 * The SQL expression that turns the ids of a key column of one type into the text that {@link
 * dev.lockstep.type.KeyText} gives them, for when the column meets an id of another type.
 */
final class KeyConversion {

    private KeyConversion() {}

    /** Whether a key column's values change with its type: else text becomes longer text. */
    static boolean isNeeded(ColumnType from, ColumnType to) {
        return to instanceof ColumnType.VarChar
                && (from instanceof ColumnType.Int
                        || from.equals(ColumnType.Char.OBJECT_ID)
                        || from.equals(ColumnType.Char.UUID));
    }

    /**
     * @param column quoted
     */
    static String expression(ColumnType from, String column) {
        if (from instanceof ColumnType.Int) {
            return "CONCAT('{\"$number', IF("
                    + column
                    + " BETWEEN -2147483648 AND 2147483647, 'Int', 'Long'), '\":\"', "
                    + column
                    + ", '\"}')";
        }
        String wrapper = from.equals(ColumnType.Char.UUID) ? "$uuid" : "$oid";
        return "CONCAT('{\"" + wrapper + "\":\"', CONVERT(" + column + " USING utf8mb4), '\"}')";
    }
}
