package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.BadValueException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;

/**
 * Which of the commands that a fail point concerns it hits.
 *
 * @param skip these many pass first
 * @param times then these many are hit
 * @param probability with which each of them is hit indeed, from 0 to 1
 */
record FailPointMode(int skip, int times, double probability) {
    static final FailPointMode OFF = times(0);
    static final FailPointMode ALWAYS_ON = times(Integer.MAX_VALUE);

    static FailPointMode times(int times) {
        return new FailPointMode(0, times, 1);
    }

    static FailPointMode skip(int commands) {
        return new FailPointMode(commands, Integer.MAX_VALUE, 1);
    }

    /** Reads the field {@code mode} of {@code configureFailPoint}. */
    static FailPointMode parse(@Nullable Object mode) {
        if (mode instanceof Document options && options.size() == 1) {
            String option = options.keySet().iterator().next();
            if (options.get(option) instanceof Number number) {
                return parse(option, number);
            }
        } else if ("off".equals(mode)) {
            return OFF;
        } else if ("alwaysOn".equals(mode)) {
            return ALWAYS_ON;
        } else if (mode == null) {
            throw new MongoServerError(
                    20, "IllegalOperation", "When setting a failpoint, you must supply a 'mode'");
        }
        throw new BadValueException("unknown mode: " + mode);
    }

    private static FailPointMode parse(String option, Number number) {
        if (number.doubleValue() < 0) {
            throw new BadValueException("'" + option + "' option to 'mode' must be positive");
        }
        return switch (option) {
            case "times" -> times(number.intValue());
            case "skip" -> skip(number.intValue());
            case "activationProbability" ->
                    new FailPointMode(0, Integer.MAX_VALUE, number.doubleValue());
            default -> throw new BadValueException("unknown mode: " + option);
        };
    }
}
