package dev.lockstep.mapping;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names columns by convention. Each field has a row of candidates, which depend on the mapping and
 * its path only, and has the first that no other field has a better right to; the target knows the
 * other fields.
 *
 * <p>The first candidate is the path joined with {@code _}, every character as it is. One that the
 * key, a declared column or the history has (compared without case) gets {@code _field} at its end:
 * beside the key column {@code id}, a field {@code id} becomes {@code id_field}. One that can't be
 * a MySQL identifier is mended and gets {@code _} and eight hexadecimal digits of a hash of the
 * path. The other candidates are the first one, shortened, with ever more digits of the hash.
 *
 * <p>A path is its names joined with NUL, which tells {@code a.b} from {@code a_b}.
 */
public final class ColumnNames {

    /** The column in which values are converted; no field's may have the name. */
    public static final String CONVERTING = "lockstep_converting";

    /** With 56 digits of SHA-256 there is no other field of the same name. */
    public static final int CANDIDATES = 8;

    private static final int MAX_LENGTH = 64;
    private static final int DIGITS = 8;
    private static final String SUFFIX_OF_RESERVED = "_field";

    /** Names of the storage engine's own columns. */
    private static final Set<String> OF_INNODB =
            Set.of("db_row_id", "db_trx_id", "db_roll_ptr", "fts_doc_id");

    private final Set<String> reserved;

    /**
     * Leaves out the names of a mapping's key columns and declared columns.
     *
     * @param taken more names that are left out
     */
    private ColumnNames(List<ColumnMapping> key, List<ColumnMapping> declared, List<String> taken) {
        Stream<String> columns =
                Stream.concat(key.stream(), declared.stream()).map(ColumnMapping::column);
        this.reserved =
                Stream.of(columns, taken.stream(), Stream.of(CONVERTING))
                        .flatMap(names -> names)
                        .map(ColumnNames::fold)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** The names of a mapping's columns. */
    public static ColumnNames of(CollectionMapping mapping) {
        CollectionMapping row = CollectionMapper.ofRow(mapping);
        return new ColumnNames(
                KeyMapper.keyOf(row),
                row.columns(),
                row.historyTable() == null ? List.of() : HistoryColumns.NAMES);
    }

    /** The names of a child table's columns. */
    public static ColumnNames of(ChildTable table) {
        return new ColumnNames(table.key(), table.mapping().columns(), List.of());
    }

    /** Whether no field has the name by convention. */
    public boolean isReserved(String name) {
        return reserved.contains(fold(name));
    }

    /** A field's first candidate. */
    public String nameFor(String path) {
        String joined = path.replace('\0', '_');
        return mended(isReserved(joined) ? joined + SUFFIX_OF_RESERVED : joined, path);
    }

    /**
     * A field's candidates from the best on.
     *
     * @param rank from 0 to below {@link #CANDIDATES}
     */
    public String candidate(String path, int rank) {
        String name = nameFor(path);
        return rank == 0 ? name : withHash(name, path, rank * DIGITS);
    }

    /** The name itself where it can be an identifier, else mended with a hash of what it is for. */
    static String mended(String name, String path) {
        return isIdentifier(name) ? name : withHash(name, path, DIGITS);
    }

    private static String withHash(String name, String path, int digits) {
        StringBuilder mended = new StringBuilder(MAX_LENGTH);
        for (int i = 0; i < name.length() && mended.length() < MAX_LENGTH - digits - 1; i++) {
            char c = name.charAt(i);
            mended.append(c == 0 || c == '\\' || Character.isSurrogate(c) ? '_' : c);
        }
        return mended.append('_').append(hash(path), 0, digits).toString();
    }

    /**
     * The form in which names are compared, as MySQL compares column names: without case, but with
     * accents. Equal also for some that MySQL tells apart.
     */
    public static String fold(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            folded.append(Character.toLowerCase(Character.toUpperCase(name.charAt(i))));
        }
        return folded.toString();
    }

    private static boolean isIdentifier(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && !isSpace(name.charAt(name.length() - 1))
                && !hidesQuote(name)
                && name.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c))
                && !OF_INNODB.contains(fold(name));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** MySQL's driver takes a backslash before a backtick for an escape, which MySQL does not. */
    private static boolean hidesQuote(String name) {
        return name.endsWith("\\") || name.contains("\\`");
    }

    private static String hash(String path) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(path.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
