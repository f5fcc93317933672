package dev.lockstep.job;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.function.KeyByDocument;
import dev.lockstep.function.MapDocuments;
import dev.lockstep.function.ReportDeadLetters;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.row.TargetChange;
import dev.lockstep.typeinfo.ImmutableTypeInfo;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The data flow, whole. The job calls it with the real connectors, tests with what they like.
 *
 * <pre>
 * source --keyBy document--> map documents --> target (rows and dead letters, one transaction)
 *                                 \--side output--> report dead letters
 * </pre>
 *
 * <p>Every {@code uid} is part of what a savepoint refers to: it never changes.
 */
public final class LockstepWorkflow {

    private LockstepWorkflow() {}

    public static void define(
            StreamExecutionEnvironment environment,
            Source<ChangeEvent, ?, ?> source,
            List<CollectionMapping> collections,
            Sink<TargetChange> target) {
        SingleOutputStreamOperator<TargetChange> changes =
                environment
                        .fromSource(
                                source,
                                WatermarkStrategy.noWatermarks(),
                                "source",
                                ImmutableTypeInfo.CHANGE_EVENT)
                        .uid("source")
                        .keyBy(new KeyByDocument(), Types.STRING)
                        .process(new MapDocuments(collections), ImmutableTypeInfo.TARGET_CHANGE)
                        .name("map documents")
                        .uid("map-documents");
        changes.sinkTo(target).name("target").uid("target");
        changes.getSideOutput(MapDocuments.DEAD_LETTERS)
                .process(new ReportDeadLetters(), Types.VOID)
                .name("report dead letters")
                .uid("report-dead-letters");
    }
}
