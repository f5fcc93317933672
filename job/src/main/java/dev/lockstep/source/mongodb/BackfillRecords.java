package dev.lockstep.source.mongodb;

import java.util.Set;
import org.apache.flink.cdc.connectors.mongodb.internal.MongoDBEnvelope;
import org.apache.flink.cdc.connectors.mongodb.source.config.MongoDBSourceConfig;
import org.apache.flink.cdc.connectors.mongodb.source.utils.MongoRecordUtils;
import org.apache.flink.cdc.connectors.shaded.org.apache.kafka.connect.source.SourceRecord;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * Gives change events of a backfill the form in which Flink CDC merges them into a snapshot split.
 */
final class BackfillRecords {

    private static final Set<String> DOCUMENT_CHANGES =
            Set.of("insert", "update", "replace", "delete");

    private final MongoDBSourceConfig config;

    BackfillRecords(MongoDBSourceConfig config) {
        this.config = config;
    }

    /** Whether an event is of one document, unlike a drop or rename of its collection. */
    static boolean isDocumentChange(BsonDocument event) {
        return DOCUMENT_CHANGES.contains(event.getString("operationType").getValue());
    }

    SourceRecord record(BsonDocument event) {
        BsonDocument namespace = event.getDocument(MongoDBEnvelope.NAMESPACE_FIELD);
        String database = namespace.getString("db").getValue();
        String collection = namespace.getString("coll").getValue();
        BsonDocument token = event.getDocument(MongoDBEnvelope.ID_FIELD);
        // The record's key is the document's id within two envelopes, as the scan makes it too.
        BsonDocument id =
                new BsonDocument(
                        MongoDBEnvelope.ID_FIELD,
                        event.getDocument(MongoDBEnvelope.DOCUMENT_KEY_FIELD)
                                .get(MongoDBEnvelope.ID_FIELD));
        BsonDocument value = event.clone();
        value.put(MongoDBEnvelope.ID_FIELD, id);
        value.put(MongoDBEnvelope.TIMESTAMP_KEY_FIELD, new BsonInt64(System.currentTimeMillis()));
        value.put(
                MongoDBEnvelope.SOURCE_FIELD,
                new BsonDocument(MongoDBEnvelope.TIMESTAMP_KEY_FIELD, new BsonInt64(0))
                        .append(MongoDBEnvelope.SNAPSHOT_KEY_FIELD, new BsonString("true")));
        return MongoRecordUtils.createSourceRecord(
                MongoRecordUtils.createPartitionMap(
                        config.getScheme(), config.getHosts(), database, collection),
                MongoRecordUtils.createSourceOffsetMap(token, true),
                database + "." + collection,
                new BsonDocument(MongoDBEnvelope.ID_FIELD, id),
                value);
    }
}
