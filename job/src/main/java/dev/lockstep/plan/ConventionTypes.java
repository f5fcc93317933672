package dev.lockstep.plan;

import dev.lockstep.type.ColumnType;
import java.util.Set;

/** The types that columns have by convention: a declaration of another one changes the table. */
final class ConventionTypes {

    private static final Set<ColumnType> FIXED =
            Set.of(
                    new ColumnType.Bool(),
                    ColumnType.Int.REGULAR,
                    ColumnType.Int.BIG,
                    new ColumnType.Float64(),
                    ColumnType.Char.OBJECT_ID,
                    ColumnType.Char.UUID,
                    new ColumnType.VarChar(255),
                    new ColumnType.VarChar(768),
                    ColumnType.Text.REGULAR,
                    ColumnType.Text.LONG,
                    new ColumnType.DateTime(),
                    new ColumnType.VarBinary(255),
                    ColumnType.Blob.REGULAR,
                    ColumnType.Blob.LONG,
                    new ColumnType.Json());

    /** Digits before and behind the point that every DECIMAL has. */
    private static final int DIGITS = 24;

    private static final int SCALE = 10;

    private ConventionTypes() {}

    static boolean has(ColumnType type) {
        return type instanceof ColumnType.Decimal decimal
                ? decimal.precision() - decimal.scale() >= DIGITS && decimal.scale() >= SCALE
                : FIXED.contains(type);
    }
}
