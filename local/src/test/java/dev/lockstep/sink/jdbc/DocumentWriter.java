package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.config.Pipeline;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.row.TargetChange;
import java.sql.SQLException;
import java.util.List;
import org.apache.flink.cdc.connectors.mongodb.internal.MongoDBEnvelope;
import org.bson.BsonDocument;

/** Maps and writes documents as a job does, with its own classes but no job around them. */
public final class DocumentWriter {

    private final CollectionMapping mapping;
    private final DocumentMapper mapper;
    private final BatchTransaction transaction;

    public DocumentWriter(JdbcTarget target, CollectionMapping mapping) {
        this.mapping = mapping;
        this.mapper = new DocumentMapper(List.of(mapping));
        Pipeline pipeline = Changes.pipeline(target, mapping);
        this.transaction =
                new BatchTransaction(
                        new TargetConnection(target), pipeline, Changes.progress(0, 127));
    }

    /** Writes documents of a snapshot in one batch. */
    public void write(Namespace collection, List<BsonDocument> documents) throws SQLException {
        TargetChange[] changes =
                documents.stream()
                        .map(document -> mapper.map(read(collection, document)))
                        .toArray(TargetChange[]::new);
        transaction.write(batch(Changes.declarations(mapping), changes));
    }

    private static ChangeEvent read(Namespace collection, BsonDocument document) {
        return new ChangeEvent(
                Operation.READ,
                collection,
                text(new BsonDocument("_id", document.get("_id"))).replaceAll("^.*?: |}$", ""),
                text(document),
                0,
                null);
    }

    /** As it comes from the source. */
    private static String text(BsonDocument document) {
        return document.toJson(MongoDBEnvelope.JSON_WRITER_SETTINGS_STRICT);
    }
}
