package dev.lockstep.type;

import dev.lockstep.row.DeadLetter;
import org.jspecify.annotations.Nullable;

/** Whether a value fits a column. */
public sealed interface Fit {

    /**
     * It does.
     *
     * @param parameter what to hand to JDBC: null, Boolean, Integer, Long, Double, BigDecimal,
     *     String, LocalDateTime (UTC) or byte[]
     */
    record Fits(@Nullable Object parameter) implements Fit {}

    /**
     * It would be changed or refused.
     *
     * @param reason names types and limits, never the value
     */
    record Misfit(DeadLetter.Code code, String reason) implements Fit {

        /** Whether another value could fit; if not, it is the table that lacks something. */
        public boolean isOfValue() {
            return switch (code) {
                case NUMBER_NOT_FINITE, TYPE_MISMATCH, VALUE_OUT_OF_RANGE, VALUE_TOO_LONG -> true;
                default -> false;
            };
        }
    }
}
