package dev.lockstep.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitBase;
import org.apache.flink.cdc.connectors.base.source.meta.split.SourceSplitSerializer;
import org.apache.flink.cdc.connectors.base.source.meta.split.StreamSplit;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffset;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffsetFactory;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;

class StreamStartTest {

    private static final BsonTimestamp BEGUN = new BsonTimestamp(1_000, 1);
    private static final BsonTimestamp FIRST_SPLIT = new BsonTimestamp(1_060, 7);

    @Test
    void isBeforeTheFirstSplit() {
        SourceSplitBase started = new StreamStart(BEGUN.getValue(), false).in(split(FIRST_SPLIT));

        ChangeStreamOffset offset = offset(started);
        assertThat(ResumePoint.at(offset)).isEqualTo(new ResumePoint(BEGUN, null));
        assertThat(StreamStart.isToReconcile(offset)).isFalse();
    }

    @Test
    void isNeverLaterThanTheFirstSplit() {
        StreamStart late = new StreamStart(FIRST_SPLIT.getValue(), false);

        assertThat(offset(late.in(split(BEGUN))).getTimestamp()).isEqualTo(BEGUN);
    }

    @Test
    void hasAReconciliationAfterARestart() throws Exception {
        StreamStart start = new StreamStart(BEGUN.getValue(), false);
        start.afterRestart();

        SourceSplitBase started = start.in(split(FIRST_SPLIT));

        assertThat(StreamStart.isToReconcile(offset(started))).isTrue();
        assertThat(StreamStart.isToReconcile(offset(restored(started))))
                .as("a checkpoint keeps it")
                .isTrue();
        assertThat(StreamStart.isToReconcile(ResumePoint.at(offset(started)).offset()))
                .as("a later position has none")
                .isFalse();
    }

    @Test
    void withoutASnapshotIsWhatItWas() {
        StreamStart none = new StreamStart(0, false);
        none.afterRestart();
        StreamSplit split = split(FIRST_SPLIT);

        assertThat(none.in(split)).isSameAs(split);
    }

    private static SourceSplitBase restored(SourceSplitBase split) throws Exception {
        SourceSplitSerializer serializer =
                new SourceSplitSerializer() {
                    @Override
                    public ChangeStreamOffsetFactory getOffsetFactory() {
                        return new ChangeStreamOffsetFactory();
                    }
                };
        return serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
    }

    private static ChangeStreamOffset offset(SourceSplitBase split) {
        return (ChangeStreamOffset) split.asStreamSplit().getStartingOffset();
    }

    private static StreamSplit split(BsonTimestamp start) {
        return new StreamSplit(
                "stream-split",
                new ChangeStreamOffset(start),
                ChangeStreamOffset.NO_STOPPING_OFFSET,
                List.of(),
                Map.of(),
                0);
    }
}
