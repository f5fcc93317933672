package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;

/**
 * The SQL expression that turns a column's values into the JSON that {@link
 * dev.lockstep.value.RelaxedJson} writes for them, so that old rows and new ones read alike.
 */
final class JsonConversion {

    private JsonConversion() {}

    static String expression(ColumnType from, String column) {
        if (from instanceof ColumnType.Bool) {
            return "IF(" + column + ", 'true', 'false')";
        } else if (from instanceof ColumnType.Int) {
            // Beyond 2^53 a reader that uses doubles would see another number.
            return "IF(ABS(CAST("
                    + column
                    + " AS DECIMAL(20))) > 9007199254740992, CONCAT('{\"$numberLong\":\"', "
                    + column
                    + ", '\"}'), CAST("
                    + column
                    + " AS CHAR))";
        } else if (from instanceof ColumnType.Float64) {
            // A double without a fraction keeps its point, so that it stays a double as JSON.
            return "IF(CAST("
                    + column
                    + " AS CHAR) REGEXP '^-?[0-9]+$', CONCAT("
                    + column
                    + ", '.0'), CAST("
                    + column
                    + " AS CHAR))";
        } else if (from instanceof ColumnType.Decimal) {
            return "CONCAT('{\"$numberDecimal\":\"', " + column + ", '\"}')";
        } else if (from instanceof ColumnType.DateTime) {
            return date(column);
        } else if (from.equals(ColumnType.Char.OBJECT_ID)) {
            return ifMatches(
                    column,
                    "^[0-9a-f]{24}$",
                    "CONCAT('{\"$oid\":\"', CONVERT(" + column + " USING utf8mb4), '\"}')");
        } else if (from.equals(ColumnType.Char.UUID)) {
            String bytes = "UNHEX(REPLACE(" + column + ", '-', ''))";
            return ifMatches(
                    column, "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", binary(bytes, "04"));
        } else if (from instanceof ColumnType.VarBinary || from instanceof ColumnType.Blob) {
            return binary(column, "00");
        }
        return "JSON_QUOTE(" + column + ")";
    }

    /** A column of ids may have met short texts too, which stay texts. */
    private static String ifMatches(String asciiColumn, String pattern, String then) {
        // Ids are ASCII, and an IF does not mix its collation with that of a JSON text.
        String column = "CONVERT(" + asciiColumn + " USING utf8mb4)";
        return "IF("
                + column
                + " REGEXP '"
                + pattern
                + "', "
                + then
                + ", JSON_QUOTE("
                + column
                + "))";
    }

    private static String binary(String bytes, String subtype) {
        // TO_BASE64 breaks its lines.
        return "CONCAT('{\"$binary\":{\"base64\":\"', REPLACE(TO_BASE64("
                + bytes
                + "), '\\n', ''), '\",\"subType\":\""
                + subtype
                + "\"}}')";
    }

    /** As Instant's text: no fraction when it is zero, and before 1970 a number. */
    private static String date(String column) {
        String seconds = "DATE_FORMAT(" + column + ", '%Y-%m-%dT%H:%i:%s')";
        String millis = "DIV 1000, 3, '0')";
        return "IF("
                + column
                + " < '1970-01-01', CONCAT('{\"$date\":{\"$numberLong\":\"', TIMESTAMPDIFF(MICROSECOND,"
                + " '1970-01-01', "
                + column
                + ") DIV 1000, '\"}}'), CONCAT('{\"$date\":\"', "
                + seconds
                + ", IF(MICROSECOND("
                + column
                + ") = 0, '', CONCAT('.', LPAD(MICROSECOND("
                + column
                + ") "
                + millis
                + ")), 'Z\"}'))";
    }
}
