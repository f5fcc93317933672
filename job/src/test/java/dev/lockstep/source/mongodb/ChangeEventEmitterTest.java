package dev.lockstep.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceRecords;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplitState;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffset;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;

class ChangeEventEmitterTest {

    private final ChangeEventEmitter emitter = new ChangeEventEmitter(null, null);
    private final Output output = new Output();

    @Test
    void thePlaceSaysThatAReconciliationHasNotEndedUntilItHas() throws Exception {
        Offset start = StreamStart.reconciling(at(10).offset());
        StreamSplitState stream = new StreamSplitState(split(start));

        emit(stream, new StreamElement.Passed(at(11)), new StreamElement.Passed(at(12)));
        assertThat(placeOf(stream)).isEqualTo(at(12));
        assertThat(StreamStart.isToReconcile(stream.getStartingOffset())).isTrue();

        emit(stream, new StreamElement.Reconciled(at(12)), new StreamElement.Passed(at(13)));
        assertThat(placeOf(stream)).isEqualTo(at(13));
        assertThat(StreamStart.isToReconcile(stream.getStartingOffset())).isFalse();

        emit(stream, new StreamElement.Passed(at(14)));
        assertThat(StreamStart.isToReconcile(stream.getStartingOffset())).isFalse();
        assertThat(output.watermarks).containsExactly(11_999L, 12_999L, 13_999L);
    }

    private void emit(StreamSplitState stream, StreamElement... elements) throws Exception {
        List<SourceRecord> records =
                Arrays.stream(elements).<SourceRecord>map(StreamRecord::new).toList();
        emitter.emitRecord(new SourceRecords(records), output, stream);
    }

    private static ResumePoint at(int seconds) {
        return new ResumePoint(new BsonTimestamp(seconds, 1), null);
    }

    private static ResumePoint placeOf(StreamSplitState stream) {
        return ResumePoint.at((ChangeStreamOffset) stream.getStartingOffset());
    }

    private static StreamSplit split(Offset start) {
        return new StreamSplit(
                "stream-split",
                start,
                ChangeStreamOffset.NO_STOPPING_OFFSET,
                List.of(),
                Map.of(),
                0);
    }

    /** Keeps the watermarks; there are no events. */
    private static final class Output implements SourceOutput<ChangeEvent> {

        private final List<Long> watermarks = new ArrayList<>();

        @Override
        public void collect(ChangeEvent event) {
            throw new AssertionError("no event was read");
        }

        @Override
        public void collect(ChangeEvent event, long timestamp) {
            throw new AssertionError("no event was read");
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            watermarks.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            throw new AssertionError("a stream with news is not idle");
        }

        @Override
        public void markActive() {
            throw new AssertionError("it was never idle");
        }
    }
}
