package dev.lockstep.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "136, HISTORY_LOST, TRANSIENT",
        "280, HISTORY_LOST, TRANSIENT",
        "286, HISTORY_LOST, TRANSIENT",
        "40575, NO_STORED_IMAGES, TRANSIENT",
        "10334, TOO_LARGE, TOO_LARGE",
        "13, REFUSED, REFUSED",
        "40573, REFUSED, REFUSED",
        "43, TRANSIENT, TRANSIENT",
        "91, TRANSIENT, TRANSIENT",
        "189, TRANSIENT, TRANSIENT"
    })
    void meanWhatTheyMeanWhereTheyCome(int code, StreamErrors opening, StreamErrors open) {
        assertThat(StreamErrors.atOpening(error(code))).isEqualTo(opening);
        assertThat(StreamErrors.ofAnOpenStream(error(code))).isEqualTo(open);
    }

    @Test
    void aLostConnectionIsOverInAWhile() {
        MongoException lost = new MongoSocketReadException("lost", new ServerAddress());
        assertThat(StreamErrors.atOpening(lost)).isEqualTo(StreamErrors.TRANSIENT);
        assertThat(StreamErrors.name(lost)).isEqualTo("MongoSocketReadException");
    }

    /** Messages such as that of 10334 quote the event. */
    @Test
    void areNamedWithoutTheServersText() {
        assertThat(StreamErrors.name(error(10334))).isEqualTo("Name10334 (10334)");
    }

    private static MongoCommandException error(int code) {
        return new MongoCommandException(
                new BsonDocument("ok", new BsonInt32(0))
                        .append("code", new BsonInt32(code))
                        .append("codeName", new BsonString("Name" + code))
                        .append("errmsg", new BsonString("{ _id: 'secret' }")),
                new ServerAddress());
    }
}
