package dev.lockstep.function;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Operation;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.TargetChange;
import dev.lockstep.typeinfo.ImmutableTypeInfo;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Maps change events with a {@link DocumentMapper}. The main output has every change of the target
 * in order, the rejected ones too: rows and dead letters reach the sink in one stream, which
 * commits them in one transaction. Who only wants to watch finds the rejected ones at {@link
 * #DEAD_LETTERS} as well.
 */
public final class MapDocuments extends KeyedProcessFunction<String, ChangeEvent, TargetChange> {

    public static final OutputTag<TargetChange.Rejected> DEAD_LETTERS =
            new OutputTag<>("dead-letters", ImmutableTypeInfo.REJECTED);

    private static final long serialVersionUID = 1L;

    private final List<CollectionMapping> mappings;

    private transient DocumentMapper mapper;
    private transient MetricGroup metrics;
    private transient Counter documentsMapped;
    private transient Counter ignoredFields;
    private transient Map<DeadLetter.Code, Counter> deadLetters;

    public MapDocuments(List<CollectionMapping> mappings) {
        this.mappings = List.copyOf(mappings);
    }

    @Override
    public void open(OpenContext context) {
        mapper = new DocumentMapper(mappings);
        metrics = getRuntimeContext().getMetricGroup();
        documentsMapped = metrics.counter("documentsMapped");
        ignoredFields = metrics.counter("ignoredFields");
        deadLetters = new EnumMap<>(DeadLetter.Code.class);
    }

    @Override
    public void processElement(ChangeEvent event, Context context, Collector<TargetChange> out) {
        TargetChange change = mapper.map(event);
        ignoredFields.inc(mapper.ignoredFields() - ignoredFields.getCount());
        if (change instanceof TargetChange.Rejected rejected) {
            deadLetters.computeIfAbsent(rejected.deadLetter().code(), this::newCounter).inc();
            context.output(DEAD_LETTERS, rejected);
            if (event.operation() == Operation.READ) {
                // The row of before stays, also when those without a document are removed.
                out.collect(mapper.map(event.seen()));
            }
        } else if (change instanceof TargetChange.Upsert || change instanceof TargetChange.Delete) {
            documentsMapped.inc();
        }
        out.collect(change);
    }

    private Counter newCounter(DeadLetter.Code code) {
        return metrics.addGroup("code", code.name()).counter("deadLetters");
    }
}
