package dev.lockstep.sink.jdbc;

import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** How much room values take: the longest text and bytes, and the largest number. */
final class Room {

    private int characters;
    private int bytes;
    private BigDecimal number = BigDecimal.ZERO;
    private int scale;

    void add(Value value) {
        if (value instanceof Value.Text text) {
            String it = text.value();
            characters = Math.max(characters, it.codePointCount(0, it.length()));
            bytes = Math.max(bytes, it.getBytes(StandardCharsets.UTF_8).length);
        } else if (value instanceof Value.Binary binary) {
            bytes = Math.max(bytes, binary.bytes().length);
        } else if (value instanceof Value.Int32 it) {
            add(BigDecimal.valueOf(it.value()));
        } else if (value instanceof Value.Int64 it) {
            add(BigDecimal.valueOf(it.value()));
        } else if (value instanceof Value.Float64 it) {
            add(BigDecimal.valueOf(it.value()));
        } else if (value instanceof Value.Decimal it) {
            add(it.value());
        }
    }

    private void add(BigDecimal value) {
        number = number.max(value.abs());
        scale = Math.max(scale, value.stripTrailingZeros().scale());
    }

    /** In hundredths, rounded down; 0 for a type without a limit that counts. */
    int percentOf(ColumnType type) {
        if (type instanceof ColumnType.VarChar text) {
            return percent(characters, text.length());
        } else if (type instanceof ColumnType.Text text) {
            return percent(bytes, text.maxBytes());
        } else if (type instanceof ColumnType.VarBinary binary) {
            return percent(bytes, binary.length());
        } else if (type instanceof ColumnType.Blob blob) {
            return percent(bytes, blob.maxBytes());
        } else if (type instanceof ColumnType.Int integer) {
            return ofNumber(BigDecimal.valueOf(integer.max()));
        } else if (type instanceof ColumnType.Decimal decimal) {
            int digits = decimal.precision() - decimal.scale();
            return Math.max(
                    ofNumber(BigDecimal.TEN.pow(digits)), percent(scale, decimal.scale() + 1L));
        }
        return 0;
    }

    private int ofNumber(BigDecimal limit) {
        BigDecimal hundredths = number.movePointRight(2).divideToIntegralValue(limit);
        return hundredths.min(BigDecimal.valueOf(999)).intValue();
    }

    private static int percent(long used, long limit) {
        return (int) Math.min(999, used * 100 / Math.max(1, limit));
    }
}
