package dev.lockstep.source.mongodb;

import dev.lockstep.event.Namespace;
import io.debezium.relational.TableId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.cdc.connectors.base.source.meta.offset.Offset;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamDescriptor;
import org.apache.flink.cdc.connectors.mongodb.source.offset.ChangeStreamOffset;
import org.apache.flink.cdc.connectors.mongodb.source.reader.fetch.MongoDBFetchTaskContext;
import org.apache.flink.cdc.connectors.mongodb.source.utils.BsonUtils;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonType;
import org.bson.BsonValue;

/**
 * Tells Flink CDC of a {@link StreamRecord} what it wants to know to leave out the events that the
 * snapshot's splits hold already.
 */
final class StreamContext extends MongoDBFetchTaskContext {

    StreamContext(
            ChangeEventDialect dialect,
            MongoDBSourceConfig config,
            ChangeStreamDescriptor descriptor) {
        super(dialect, config, descriptor);
    }

    @Override
    public boolean isDataChangeRecord(SourceRecord record) {
        return record instanceof StreamRecord stream
                ? stream.element() instanceof StreamElement.Change
                : super.isDataChangeRecord(record);
    }

    @Override
    public TableId getTableId(SourceRecord record) {
        if (record instanceof StreamRecord stream) {
            Namespace namespace = change(stream).event().namespace();
            return new TableId(namespace.database(), null, namespace.collection());
        }
        return super.getTableId(record);
    }

    @Override
    public Offset getStreamOffset(SourceRecord record) {
        return record instanceof StreamRecord stream
                ? new ChangeStreamOffset(new BsonTimestamp(change(stream).event().clusterTime()))
                : super.getStreamOffset(record);
    }

    /** Whether a split has the document: from its lower bound on, before its upper one. */
    @Override
    public boolean isRecordBetween(SourceRecord record, Object[] start, Object[] end) {
        if (!(record instanceof StreamRecord stream)) {
            return super.isRecordBetween(record, start, end);
        }
        // Of a compound shard key the first field counts, as it does in Flink CDC.
        String field = ((BsonDocument) start[0]).getFirstKey();
        BsonValue value = change(stream).documentKey().get(field);
        BsonValue lower = ((BsonDocument) start[1]).get(field);
        BsonValue upper = ((BsonDocument) end[1]).get(field);
        return (lower.getBsonType() == BsonType.MIN_KEY || compare(lower, value) <= 0)
                && (upper.getBsonType() == BsonType.MAX_KEY || compare(value, upper) < 0);
    }

    /** As the server orders them: texts by their bytes, where Java orders by half characters. */
    private static int compare(BsonValue one, BsonValue other) {
        return one.isString() && other.isString()
                ? Arrays.compareUnsigned(bytes(one), bytes(other))
                : BsonUtils.compareBsonValue(one, other);
    }

    private static byte[] bytes(BsonValue text) {
        return text.asString().getValue().getBytes(StandardCharsets.UTF_8);
    }

    private static StreamElement.Change change(StreamRecord record) {
        return (StreamElement.Change) record.element();
    }
}
