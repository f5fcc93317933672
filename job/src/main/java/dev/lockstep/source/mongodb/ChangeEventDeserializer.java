package dev.lockstep.source.mongodb;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.typeinfo.ImmutableTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cdc.connectors.mongodb.internal.MongoDBEnvelope;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.data.Struct;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;
import org.apache.flink.cdc.debezium.DebeziumDeserializationSchema;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Wraps what the source read as a {@link ChangeEvent}. Nothing is converted here: a source has no
 * side output for what can't be converted, and runs at parallelism one while it streams.
 */
final class ChangeEventDeserializer implements DebeziumDeserializationSchema<ChangeEvent> {

    private static final long serialVersionUID = 1L;

    /** How the driver's JSON writer begins a document that has only this field. */
    private static final String KEY_START = "{\"_id\": ";

    private static final String TOKEN_START = "{\"_data\": \"";

    @Override
    public void deserialize(SourceRecord record, Collector<ChangeEvent> out) {
        Struct value = (Struct) record.value();
        Struct namespace = value.getStruct(MongoDBEnvelope.NAMESPACE_FIELD);
        boolean snapshot = isSnapshot(value);
        out.collect(
                new ChangeEvent(
                        snapshot ? Operation.READ : operation(value),
                        new Namespace(
                                namespace.getString(MongoDBEnvelope.NAMESPACE_DATABASE_FIELD),
                                namespace.getString(MongoDBEnvelope.NAMESPACE_COLLECTION_FIELD)),
                        documentKey((Struct) record.key()),
                        value.getString(MongoDBEnvelope.FULL_DOCUMENT_FIELD),
                        snapshot ? 0 : clusterTime(value),
                        snapshot ? null : position(record)));
    }

    /** True for what a snapshot split read, and for changes that were merged into it. */
    private static boolean isSnapshot(Struct value) {
        Struct source = value.getStruct(MongoDBEnvelope.SOURCE_FIELD);
        return "true".equals(source.getString(MongoDBEnvelope.SNAPSHOT_KEY_FIELD));
    }

    private static Operation operation(Struct value) {
        String type = value.getString(MongoDBEnvelope.OPERATION_TYPE_FIELD);
        return switch (type) {
            case "insert" -> Operation.INSERT;
            case "update" -> Operation.UPDATE;
            case "replace" -> Operation.REPLACE;
            case "delete" -> Operation.DELETE;
            default -> throw new IllegalStateException("Flink CDC passes on no event " + type);
        };
    }

    private static String documentKey(Struct key) {
        String text = key.getString(MongoDBEnvelope.ID_FIELD);
        return inner(text, KEY_START, "}");
    }

    private static Position position(SourceRecord record) {
        String token = (String) record.sourceOffset().get(MongoDBEnvelope.ID_FIELD);
        return new Position(tokenData(token));
    }

    /** The token's {@code _data}; {@code _typeBits} beside it tells no more of the order. */
    static String tokenData(@Nullable String token) {
        int end = token == null ? -1 : token.indexOf('"', TOKEN_START.length());
        if (end < 0 || !token.startsWith(TOKEN_START)) {
            throw new IllegalStateException("A resume token is not of the form " + TOKEN_START);
        }
        return token.substring(TOKEN_START.length(), end);
    }

    private static String inner(@Nullable String text, String start, String end) {
        if (text == null || !text.startsWith(start) || !text.endsWith(end)) {
            throw new IllegalStateException("Flink CDC's record is not of the form " + start);
        }
        return text.substring(start.length(), text.length() - end.length());
    }

    private static long clusterTime(Struct value) {
        String text = value.getString(MongoDBEnvelope.CLUSTER_TIME_FIELD);
        return text == null ? 0 : ClusterTimes.parse(text);
    }

    @Override
    public TypeInformation<ChangeEvent> getProducedType() {
        return ImmutableTypeInfo.CHANGE_EVENT;
    }
}
