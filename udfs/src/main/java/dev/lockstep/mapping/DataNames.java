package dev.lockstep.mapping;

import dev.lockstep.decode.FieldNames;
import java.util.regex.Pattern;

/**
 * Tells a nested document whose field names are data (a map from ids to things) from one whose
 * field names are a schema. The first would give a column for each id: it becomes one JSON column
 * instead.
 *
 * <p>A name is data when it is an integer of any length, 12 or more hexadecimal digits (hashes,
 * ObjectIds), or a UUID. One such name is enough, wherever it stands, so that the order of fields
 * says nothing and no column is ever named after data; and so are very many fields of any names.
 */
final class DataNames {

    /** More fields than this in one nested document are no schema. */
    static final int MAX_FIELDS = 200;

    private static final Pattern DATA =
            Pattern.compile(
                    "-?[0-9]+|[0-9a-fA-F]{12,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private DataNames() {}

    static boolean areData(FieldNames names) {
        return names.moreThan(MAX_FIELDS, name -> DATA.matcher(name).matches());
    }
}
