package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.debezium.relational.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.cdc.connectors.base.source.meta.split.SnapshotSplit;
import org.apache.flink.cdc.connectors.mongodb.source.assigners.splitters.SplitContext;
import org.apache.flink.cdc.connectors.mongodb.source.assigners.splitters.SplitVectorSplitStrategy;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Flink CDC's own splitter where {@code splitVector} is refused, as it is to users without that
 * right: it buckets all documents, or a sample of a large collection.
 */
final class FlinkCdcSplitsITCase {

    @RegisterExtension
    static final MongoDbExtension MONGODB =
            MongoDbExtension.embedded(EmbeddedMongoDb.Options.DEFAULT);

    @BeforeAll
    static void refuseSplitVector() {
        faults().failCommand(FailPoint.on("splitVector").failingWith(13));
    }

    @AfterAll
    static void allowSplitVector() {
        faults().failNoCommand();
    }

    private static Faults faults() {
        return ((EmbeddedMongoDb) MONGODB.server()).faults();
    }

    /** From 102,400 documents on Flink CDC samples. */
    @ParameterizedTest
    @CsvSource({"4000, 700, 4", "102400, 1, 3"})
    void splitsPartTheCollection(int documents, int textLength, int minimum) {
        MongoDatabase database = MONGODB.newDatabase("shop");
        MongoCollection<Document> orders = database.getCollection("orders");
        String text = "x".repeat(textLength);
        for (int begin = 0; begin < documents; begin += 10_000) {
            orders.insertMany(
                    IntStream.range(begin, Math.min(begin + 10_000, documents))
                            .mapToObj(i -> new Document("_id", i).append("text", text))
                            .toList());
        }

        assertThatThrownBy(() -> database.runCommand(new Document("splitVector", "shop.orders")))
                .hasMessageContaining("error 13 (Unauthorized)");
        List<Integer> sizes = new ArrayList<>();
        for (SnapshotSplit split : split(database)) {
            sizes.add(
                    orders.find()
                            .projection(new Document("_id", 1))
                            .hint(new Document("_id", 1))
                            .min((BsonDocument) split.getSplitStart()[1])
                            .max((BsonDocument) split.getSplitEnd()[1])
                            .into(new ArrayList<>())
                            .size());
        }
        assertThat(sizes).hasSizeGreaterThan(minimum);
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(documents);
    }

    private static Collection<SnapshotSplit> split(MongoDatabase database) {
        BsonDocument stats =
                database.runCommand(new Document("collStats", "orders"), BsonDocument.class);
        return SplitVectorSplitStrategy.INSTANCE.split(
                new SplitContext(
                        MONGODB.client(),
                        new TableId(database.getName(), null, "orders"),
                        stats,
                        1,
                        20,
                        false));
    }
}
