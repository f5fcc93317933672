package dev.lockstep.type;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a column type as a pipeline file declares it: {@code BIGINT}, {@code DECIMAL(12,2)}, ...
 */
public final class ColumnTypeParser {

    /** What a message can name as right. */
    public static final String EXPECTED =
            "one of BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, DOUBLE, DECIMAL(p,s), CHAR(n),"
                    + " VARCHAR(n), TEXT, LONGTEXT, DATETIME(3), VARBINARY(n), BLOB, LONGBLOB, JSON";

    private static final Pattern FORM =
            Pattern.compile("([A-Z]+)\\s*(?:\\(\\s*(\\d{1,5})\\s*(?:,\\s*(\\d{1,5})\\s*)?\\))?");

    private ColumnTypeParser() {}

    /** Parses a type's text; throws IllegalArgumentException that says what would be right. */
    public static ColumnType parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw unknown(text);
        }
        int first = matcher.group(2) == null ? -1 : Integer.parseInt(matcher.group(2));
        int second = matcher.group(3) == null ? -1 : Integer.parseInt(matcher.group(3));
        String name = matcher.group(1);
        if (second >= 0 && !name.equals("DECIMAL")) {
            throw unknown(text);
        }
        return switch (name) {
            case "CHAR" -> new ColumnType.Char(bounded(text, first, 1, 255));
            case "VARCHAR" -> new ColumnType.VarChar(bounded(text, first, 1, 16_383));
            case "VARBINARY" -> new ColumnType.VarBinary(bounded(text, first, 1, 65_532));
            case "DECIMAL" -> decimal(text, first, second);
            case "DATETIME" -> {
                bounded(text, first, 3, 3);
                yield new ColumnType.DateTime();
            }
            default -> plain(text, name, first);
        };
    }

    private static ColumnType plain(String text, String name, int argument) {
        if (argument >= 0) {
            throw unknown(text);
        }
        return switch (name) {
            case "BOOLEAN" -> new ColumnType.Bool();
            case "TINYINT" -> ColumnType.Int.TINY;
            case "SMALLINT" -> ColumnType.Int.SMALL;
            case "INT" -> ColumnType.Int.REGULAR;
            case "BIGINT" -> ColumnType.Int.BIG;
            case "DOUBLE" -> new ColumnType.Float64();
            case "TEXT" -> ColumnType.Text.REGULAR;
            case "LONGTEXT" -> ColumnType.Text.LONG;
            case "BLOB" -> ColumnType.Blob.REGULAR;
            case "LONGBLOB" -> ColumnType.Blob.LONG;
            case "JSON" -> new ColumnType.Json();
            default -> throw unknown(text);
        };
    }

    private static ColumnType decimal(String text, int precision, int scale) {
        bounded(text, precision, 1, ColumnType.Decimal.MAX_PRECISION);
        bounded(text, scale, 0, Math.min(precision, ColumnType.Decimal.MAX_SCALE));
        return new ColumnType.Decimal(precision, scale);
    }

    private static int bounded(String text, int value, int min, int max) {
        if (value < min || value > max) {
            throw unknown(text);
        }
        return value;
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("'" + text + "' is not a column type: " + EXPECTED);
    }
}
