package dev.lockstep.source.mongodb;

import org.apache.flink.cdc.connectors.mongodb.internal.MongoDBEnvelope;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The text in which BSON leaves the source: extended JSON in strict mode, as Flink CDC's is. */
final class ExtendedJson {

    /** How the driver's JSON writer begins a document that has only this field. */
    private static final String KEY_START = "{\"_id\": ";

    private ExtendedJson() {}

    static String text(BsonDocument document) {
        return document.toJson(MongoDBEnvelope.JSON_WRITER_SETTINGS_STRICT);
    }

    /** The text of one value; the driver writes whole documents only. */
    static String text(BsonValue value) {
        return onlyField(text(new BsonDocument(MongoDBEnvelope.ID_FIELD, value)));
    }

    /** The value's text in the text of a document that has {@code _id} and nothing else. */
    static String onlyField(@Nullable String document) {
        if (document == null || !document.startsWith(KEY_START) || !document.endsWith("}")) {
            throw new IllegalStateException("A document key is not of the form " + KEY_START);
        }
        return document.substring(KEY_START.length(), document.length() - 1);
    }
}
