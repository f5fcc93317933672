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
 * Names columns by convention: a field's path joined with {@code _}, every character as it is. A
 * name depends on the mapping and the path only, never on other documents:
 *
 * <ul>
 *   <li>a name that the key, a declared column or the history has (compared without case) gets
 *       {@code _field} at its end: beside the key column {@code id}, a field {@code id} becomes
 *       {@code id_field};
 *   <li>a name that can't be a MySQL identifier (empty, over 64 characters, a space at its end, NUL
 *       or characters beyond the BMP in it) is mended and gets {@code _} and eight hexadecimal
 *       digits of a hash of the path.
 * </ul>
 */
final class ColumnNames {

    private static final int MAX_LENGTH = 64;
    private static final int HASH_BYTES = 4;
    private static final int MAX_MENDED_LENGTH = MAX_LENGTH - 2 * HASH_BYTES - 1;
    private static final String SUFFIX_OF_RESERVED = "_field";

    private final Set<String> reserved;

    /**
     * Leaves out the names of a mapping's key columns and declared columns.
     *
     * @param taken more names that are left out
     */
    ColumnNames(List<ColumnMapping> key, List<ColumnMapping> declared, List<String> taken) {
        Stream<String> columns =
                Stream.concat(key.stream(), declared.stream()).map(ColumnMapping::column);
        this.reserved =
                Stream.concat(columns, taken.stream())
                        .map(ColumnNames::fold)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param joined the path's names joined with {@code _}
     * @param path the same joined with NUL, which tells {@code a.b} from {@code a_b}
     */
    String columnFor(String joined, String path) {
        return mended(reserved.contains(fold(joined)) ? joined + SUFFIX_OF_RESERVED : joined, path);
    }

    /** The name itself where it can be an identifier, else mended with a hash of what it is for. */
    static String mended(String name, String path) {
        if (isIdentifier(name)) {
            return name;
        }
        StringBuilder mended = new StringBuilder(MAX_LENGTH);
        for (int i = 0; i < name.length() && mended.length() < MAX_MENDED_LENGTH; i++) {
            char c = name.charAt(i);
            mended.append(c == 0 || Character.isSurrogate(c) ? '_' : c);
        }
        return mended.append('_').append(hash(path)).toString();
    }

    /** The form in which names are compared, as MySQL compares column names: without case. */
    static String fold(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            folded.append(Character.toLowerCase(Character.toUpperCase(name.charAt(i))));
        }
        return folded.toString();
    }

    private static boolean isIdentifier(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && !name.endsWith(" ")
                && name.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c));
    }

    private static String hash(String path) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(path.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
