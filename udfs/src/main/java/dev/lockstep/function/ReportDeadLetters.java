package dev.lockstep.function;

import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.TargetChange;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators of dead letters in the log: the first ones of each code one by one, then now and
 * then with their count, so that a broken producer does not fill the disk. Never a value or an id
 * of a document; those are in the dead-letter table.
 */
public final class ReportDeadLetters extends ProcessFunction<TargetChange.Rejected, Void> {

    private static final Logger LOG = LoggerFactory.getLogger(ReportDeadLetters.class);
    private static final long serialVersionUID = 1L;

    private static final int ONE_BY_ONE = 10;
    private static final int THEN_EVERY = 1_000;

    private final Map<DeadLetter.Code, Long> counts = new EnumMap<>(DeadLetter.Code.class);

    @Override
    public void processElement(
            TargetChange.Rejected rejected, Context context, Collector<Void> out) {
        DeadLetter letter = rejected.deadLetter();
        long count = counts.merge(letter.code(), 1L, Long::sum);
        if (count <= ONE_BY_ONE || count % THEN_EVERY == 0) {
            LOG.warn(
                    "Dead letter {} of its kind in {}: {}",
                    count,
                    rejected.origin().namespace(),
                    letter);
        }
    }
}
