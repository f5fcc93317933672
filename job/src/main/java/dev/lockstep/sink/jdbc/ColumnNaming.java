package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnNames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gives each field of a table a column name of its own. Every field proposes its candidates from
 * the best on, and a name goes to the field that is preferred among those that propose it: so who
 * has which name in the end depends on the set of fields, and not on the order in which they came.
 *
 * @see <a href="https://en.wikipedia.org/wiki/Gale%E2%80%93Shapley_algorithm">Deferred
 *     acceptance</a>, which has this property
 */
final class ColumnNaming {

    private record Place(String name, int rank) {}

    private final ColumnNames names;
    private final Map<String, String> holders = new HashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();

    ColumnNaming(TableSchema schema, ColumnNames names) {
        this.names = names;
        for (Column column : schema.columns()) {
            if (column.path() != null) {
                hold(column.path(), column.name(), rankOf(column.path(), column.name()));
            }
        }
    }

    /** As the mapping may have been another when the name was given, it may be none of today's. */
    private int rankOf(String path, String name) {
        for (int rank = 0; rank < ColumnNames.CANDIDATES; rank++) {
            if (names.candidate(path, rank).equals(name)) {
                return rank;
            }
        }
        return -1;
    }

    /** Finds a name for a field; others may have to leave theirs for it. */
    void claim(String path) {
        if (!places.containsKey(path)) {
            propose(path, 0);
        }
    }

    /** The name of a field's column. */
    String nameOf(String path) {
        Place place = places.get(path);
        if (place == null) {
            throw new IllegalArgumentException("The field has claimed no name");
        }
        return place.name();
    }

    private void propose(String path, int from) {
        for (int rank = from; rank < ColumnNames.CANDIDATES; rank++) {
            String name = names.candidate(path, rank);
            if (!names.isReserved(name) && takes(path, name, rank)) {
                return;
            }
        }
        throw new IllegalStateException("Two fields have one SHA-256");
    }

    private boolean takes(String path, String name, int rank) {
        String holder = holders.get(ColumnNames.fold(name));
        if (holder == null) {
            hold(path, name, rank);
            return true;
        } else if (!isPreferred(path, rank, holder)) {
            return false;
        }
        int lost = places.get(holder).rank();
        hold(path, name, rank);
        propose(holder, lost + 1);
        return true;
    }

    private void hold(String path, String name, int rank) {
        holders.put(ColumnNames.fold(name), path);
        places.put(path, new Place(name, rank));
    }

    /**
     * The one for which it is a later candidate, so that all can have one in the end; then the one
     * that is less deep; then the first by code points.
     */
    private boolean isPreferred(String path, int rank, String holder) {
        int held = Math.max(0, places.get(holder).rank());
        if (rank != held) {
            return rank > held;
        }
        long depth = depth(path);
        long other = depth(holder);
        return depth == other
                ? Arrays.compareUnsigned(utf8(path), utf8(holder)) < 0
                : depth < other;
    }

    private static long depth(String path) {
        return path.chars().filter(c -> c == 0).count();
    }

    /** Bytes of UTF-8 have the order of code points. */
    private static byte[] utf8(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }
}
