package dev.lockstep.sink.jdbc;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a column's definition says beside its type. A change of the type has to say it again, or it
 * is lost.
 *
 * @param comment empty for none
 * @param defaultSql the default as it stands in a definition; null for none
 * @param collation of a text in utf8mb4; null for none and for other character sets, which do not
 *     hold every text
 */
record ColumnAttributes(String comment, @Nullable String defaultSql, @Nullable String collation) {

    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    /** A column that is made, and says no more than where its values come from. */
    static ColumnAttributes of(String comment) {
        return new ColumnAttributes(comment, null, null);
    }

    /** Reads those of a row of {@code information_schema.columns}. */
    static ColumnAttributes read(ResultSet row, boolean mariaDb) throws SQLException {
        String collation = row.getString("COLLATION_NAME");
        return new ColumnAttributes(
                row.getString("COLUMN_COMMENT"),
                mariaDb ? defaultOfMariaDb(row) : defaultOfMySql(row),
                collation != null && collation.startsWith("utf8mb4_") ? collation : null);
    }

    /** As it stands in a definition; NULL is told of every column that takes it. */
    private static @Nullable String defaultOfMariaDb(ResultSet row) throws SQLException {
        String text = row.getString("COLUMN_DEFAULT");
        return text == null || text.equals("NULL") ? null : text;
    }

    /** The value, or an expression. */
    private static @Nullable String defaultOfMySql(ResultSet row) throws SQLException {
        String text = row.getString("COLUMN_DEFAULT");
        if (text == null) {
            return null;
        } else if (!row.getString("EXTRA").contains("DEFAULT_GENERATED")) {
            boolean bytes = row.getString("DATA_TYPE").endsWith("binary") && text.startsWith("0x");
            return bytes ? text : MySqlDialect.literal(text);
        }
        return text.startsWith("CURRENT_TIMESTAMP") ? text : "(" + expression(text) + ")";
    }

    /** MySQL tells the bytes of an expression as a character each, and escapes those of strings. */
    private static String expression(String told) {
        String text = ESCAPED.matcher(told).replaceAll("$1");
        CharBuffer bytes = CharBuffer.wrap(text);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(StandardCharsets.ISO_8859_1.newEncoder().encode(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return text; // of a server that tells characters
        }
    }
}
