package dev.lockstep.type;

import java.io.Serializable;

/**
 * The type of a column of the target, in the terms that SQL databases share. {@link
 * ColumnTypeParser} reads one from its text, {@link ColumnFit} says which values it holds, {@link
 * Widening} how it grows; how it is written in DDL is the sink's dialect's business.
 */
public sealed interface ColumnType extends Serializable {

    record Bool() implements ColumnType {
        @Override
        public String toString() {
            return "BOOLEAN";
        }
    }

    /**
     * A signed integer of 1, 2, 4 or 8 bytes.
     *
     * @param bytes the width
     */
    record Int(int bytes) implements ColumnType {
        public static final Int TINY = new Int(1);
        public static final Int SMALL = new Int(2);
        public static final Int REGULAR = new Int(4);
        public static final Int BIG = new Int(8);

        public long max() {
            return bytes == 8 ? Long.MAX_VALUE : (1L << (8 * bytes - 1)) - 1;
        }

        public long min() {
            return -max() - 1;
        }

        @Override
        public String toString() {
            return switch (bytes) {
                case 1 -> "TINYINT";
                case 2 -> "SMALLINT";
                case 4 -> "INT";
                default -> "BIGINT";
            };
        }
    }

    record Float64() implements ColumnType {
        @Override
        public String toString() {
            return "DOUBLE";
        }
    }

    /**
     * An exact decimal.
     *
     * @param precision digits in all, 1 to 65
     * @param scale digits after the point, 0 to 30 and at most the precision
     */
    record Decimal(int precision, int scale) implements ColumnType {
        public static final int MAX_PRECISION = 65;
        public static final int MAX_SCALE = 30;

        @Override
        public String toString() {
            return "DECIMAL(" + precision + "," + scale + ")";
        }
    }

    /**
     * Text of a fixed length in ASCII, as ids have.
     *
     * @param length in characters
     */
    record Char(int length) implements ColumnType {
        public static final Char OBJECT_ID = new Char(24);
        public static final Char UUID = new Char(36);

        @Override
        public String toString() {
            return "CHAR(" + length + ")";
        }
    }

    /**
     * Text of a bounded length.
     *
     * @param length in characters
     */
    record VarChar(int length) implements ColumnType {
        @Override
        public String toString() {
            return "VARCHAR(" + length + ")";
        }
    }

    /**
     * Text bounded in bytes of UTF-8 only.
     *
     * @param maxBytes 65,535 for TEXT, 4,294,967,295 for LONGTEXT
     */
    record Text(long maxBytes) implements ColumnType {
        public static final Text REGULAR = new Text(65_535);
        public static final Text LONG = new Text(4_294_967_295L);

        @Override
        public String toString() {
            return maxBytes <= 65_535 ? "TEXT" : "LONGTEXT";
        }
    }

    /** A date and time of day in UTC, with milliseconds. */
    record DateTime() implements ColumnType {
        @Override
        public String toString() {
            return "DATETIME(3)";
        }
    }

    /**
     * Bytes of a bounded length.
     *
     * @param length in bytes
     */
    record VarBinary(int length) implements ColumnType {
        @Override
        public String toString() {
            return "VARBINARY(" + length + ")";
        }
    }

    /**
     * Bytes, bounded by the kind of BLOB.
     *
     * @param maxBytes 65,535 for BLOB, 4,294,967,295 for LONGBLOB
     */
    record Blob(long maxBytes) implements ColumnType {
        public static final Blob REGULAR = new Blob(65_535);
        public static final Blob LONG = new Blob(4_294_967_295L);

        @Override
        public String toString() {
            return maxBytes <= 65_535 ? "BLOB" : "LONGBLOB";
        }
    }

    record Json() implements ColumnType {
        @Override
        public String toString() {
            return "JSON";
        }
    }

    /**
     * A type that only the target knows (an ENUM, a spatial type, ...) of a column that was there
     * before. Values are handed over as text and the target decides.
     *
     * @param sql its name in the target
     */
    record Other(String sql) implements ColumnType {
        @Override
        public String toString() {
            return sql;
        }
    }
}
