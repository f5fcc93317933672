package dev.lockstep.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;

class ResumePointTest {

    private static final String TIME = "8269204EC800000003";
    private static final BsonTimestamp CLUSTER_TIME = new BsonTimestamp(0x69204EC8, 3);
    private static final BsonDocument IDLE = token(TIME + "2B0229296E04");
    private static final BsonDocument FIRST = token(TIME + "2B022C0100296E5A1004AA");
    private static final BsonDocument SECOND = token(TIME + "2B022C0101296E5A1004AA");

    @Test
    void behindAnEventAreTheOtherEventsOfItsTransaction() {
        ResumePoint point = ResumePoint.behind(FIRST);

        assertThat(point.time()).isEqualTo(CLUSTER_TIME);
        assertThat(point.isBefore(IDLE)).isFalse();
        assertThat(point.isBefore(FIRST)).isFalse();
        assertThat(point.isBefore(SECOND)).isTrue();
    }

    @Test
    void ofAnIdleStreamAllEventsAtItsTimeMayStillCome() {
        assertThat(ResumePoint.behind(IDLE).isBefore(FIRST)).isTrue();
        assertThat(new ResumePoint(CLUSTER_TIME, null).isBefore(FIRST)).isTrue();
    }

    @Test
    void itsWatermarkIsBeforeItsSecond() {
        assertThat(ResumePoint.behind(FIRST).watermark()).isEqualTo(0x69204EC8 * 1000L - 1);
    }

    @Test
    void isWhatACheckpointHolds() {
        ResumePoint point = ResumePoint.behind(SECOND);
        ResumePoint timeOnly = point.afterItsTime();

        assertThat(ResumePoint.at(point.offset())).isEqualTo(point);
        assertThat(ResumePoint.at(timeOnly.offset())).isEqualTo(timeOnly);
        assertThat(timeOnly.time()).isEqualTo(new BsonTimestamp(0x69204EC8, 4));
    }

    @Test
    void itsTextHasNoDocumentKey() {
        assertThat(ResumePoint.behind(FIRST)).hasToString("1763725000.3");
    }

    private static BsonDocument token(String data) {
        return new BsonDocument("_data", new BsonString(data));
    }
}
