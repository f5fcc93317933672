package dev.lockstep.local.verify;

import com.mongodb.client.MongoClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.bson.RawBsonDocument;

/**
 * Compares collections with tables and child tables that were mapped by convention, document by
 * document, element by element and value by value. Exact only while nothing changes. It holds one
 * collection's documents in memory at a time.
 */
public final class Comparison {

    private final MongoClient source;
    private final String pipeline;
    private final String deadLetterTable;

    /**
     * @param pipeline whose dead letters count
     * @param deadLetterTable may not exist yet
     */
    public Comparison(MongoClient source, String pipeline, String deadLetterTable) {
        this.source = source;
        this.pipeline = pipeline;
        this.deadLetterTable = deadLetterTable;
    }

    /**
     * Reads everything once.
     *
     * @param target a connection to the tables' database, with session times in UTC
     */
    public ComparisonResult compare(List<CollectionTable> pairs, Connection target)
            throws SQLException {
        DeadLetters deadLetters = DeadLetters.read(target, deadLetterTable, pipeline);
        ComparisonResult.Counter counter = new ComparisonResult.Counter(deadLetters.count());
        for (CollectionTable pair : pairs) {
            new TableComparison(pair, deadLetters, counter)
                    .compare(
                            source.getDatabase(pair.database())
                                    .getCollection(pair.collection(), RawBsonDocument.class)
                                    .find(),
                            target);
        }
        return counter.result();
    }
}
