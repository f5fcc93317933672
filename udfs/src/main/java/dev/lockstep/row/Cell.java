package dev.lockstep.row;

import dev.lockstep.value.Value;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One column of a row and the value it is to hold.
 *
 * @param column the column's name; for a field's, the one that it has unless another field's column
 *     has it, which only the target knows
 * @param path the field that goes to the column by convention, its names joined with NUL, which no
 *     name holds; null for a column that has its name for sure
 */
public record Cell(String column, @Nullable String path, Value value) implements Serializable {

    /** A cell of a column that the mapping declares. */
    public Cell(String column, Value value) {
        this(column, null, value);
    }

    /** Where the value comes from: the field, dotted, or the column. */
    public String place() {
        return path == null ? column : path.replace('\0', '.');
    }
}
