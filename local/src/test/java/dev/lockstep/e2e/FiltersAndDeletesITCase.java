package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnPolicies;
import dev.lockstep.mapping.ColumnSource.Metadata;
import dev.lockstep.mapping.Deletes;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mask.MaskingKeys;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows come and go with what a filter says of their documents, and with the documents. */
final class FiltersAndDeletesITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");
    private final String table = shop.table("kept");

    /** However documents are deleted: a row that should not be there is no deleted document. */
    @ParameterizedTest
    @EnumSource(names = {"HARD", "IGNORE"})
    void aRowIsThereWhileItsDocumentMatches(Deletes deletes) throws Exception {
        RunningJob job = start(deletes, "doc.status != 'draft'");
        assertThat(rows()).containsExactly("1 paid", "3 new");

        orders.updateOne(eq("_id", 1), set("status", "draft"));
        orders.updateOne(eq("_id", 2), set("status", "paid"));
        orders.replaceOne(eq("_id", 3), order(3, "draft"));
        orders.insertOne(order(4, "draft"));
        job.awaitDrained();
        assertThat(rows()).containsExactly("2 paid");

        orders.updateOne(eq("_id", 1), set("status", "back"));
        orders.updateOne(eq("_id", 4), set("status", "new"));
        orders.updateOne(eq("_id", 3), set("note", "still a draft"));
        job.awaitDrained();
        assertThat(rows()).containsExactly("1 back", "2 paid", "4 new");
        assertThat(shop.deadLetters()).isEmpty();
    }

    /** The row that was there stays as it was, until the filter has a value again. */
    @Test
    void aFilterThatFailsMakesADeadLetter() throws Exception {
        RunningJob job = start(Deletes.HARD, "doc.status != 'draft'");

        orders.replaceOne(eq("_id", 1), new Document("_id", 1));
        job.awaitDrained();
        assertThat(rows()).containsExactly("1 paid", "3 new");
        assertThat(DeadLetterRows.of("orders", shop))
                .containsExactly("1 EXPRESSION_FAILED  REPLACE open");

        orders.replaceOne(eq("_id", 1), order(1, "draft"));
        job.awaitDrained();
        assertThat(rows()).containsExactly("3 new");
        assertThat(DeadLetterRows.of("orders", shop))
                .containsExactly("1 EXPRESSION_FAILED  REPLACE superseded");
    }

    @Test
    void aSoftDeleteFlagsTheRowUntilTheDocumentComesBack() throws Exception {
        RunningJob job = start(Deletes.SOFT, null);
        assertThat(flagged()).containsExactly("1 paid 0 null", "2 draft 0 null", "3 new 0 null");

        long before = System.currentTimeMillis() / 1_000;
        orders.deleteOne(eq("_id", 1));
        orders.deleteOne(eq("_id", 2));
        job.awaitDrained();
        assertThat(flagged())
                .containsExactly("1 paid 1 a time", "2 draft 1 a time", "3 new 0 null");
        assertThat(deletedAt()).isBetween(before, System.currentTimeMillis() / 1_000);

        orders.insertOne(order(1, "again"));
        job.awaitDrained();
        assertThat(flagged()).containsExactly("1 again 0 null", "2 draft 1 a time", "3 new 0 null");
    }

    /** With a filter, what stops matching is flagged as what is deleted. */
    @Test
    void aSoftDeleteFlagsWhatStopsMatching() throws Exception {
        RunningJob job = start(Deletes.SOFT, "doc.status != 'draft'");
        assertThat(flagged()).containsExactly("1 paid 0 null", "3 new 0 null");

        orders.updateOne(eq("_id", 1), set("status", "draft"));
        orders.updateOne(eq("_id", 2), set("status", "paid"));
        job.awaitDrained();
        assertThat(flagged()).containsExactly("1 paid 1 a time", "2 paid 0 null", "3 new 0 null");
    }

    @Test
    void ignoredDeletesLeaveTheRow() throws Exception {
        RunningJob job = start(Deletes.IGNORE, null);

        orders.deleteOne(eq("_id", 1));
        orders.deleteOne(eq("_id", 2));
        orders.insertOne(order(2, "again"));
        job.awaitDrained();

        assertThat(rows()).containsExactly("1 paid", "2 again", "3 new");
    }

    private RunningJob start(Deletes deletes, String filter) throws Exception {
        orders.insertMany(List.of(order(1, "paid"), order(2, "draft"), order(3, "new")));
        shop.declare(
                new CollectionMapping(
                        shop.database().getName(),
                        "orders",
                        table,
                        List.of(),
                        deletes == Deletes.SOFT ? flags() : List.of(),
                        List.of(),
                        SchemaDrift.EVOLVE,
                        deletes,
                        filter,
                        MaskingKeys.NONE));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        return job;
    }

    private static List<ColumnMapping> flags() {
        return Stream.of(Metadata.DELETED, Metadata.DELETED_AT)
                .map(
                        flag ->
                                new ColumnMapping(
                                        flag,
                                        "_" + flag.name().toLowerCase(Locale.ROOT),
                                        flag.type(),
                                        true,
                                        null,
                                        ColumnPolicies.of(true, false)))
                .toList();
    }

    private static Document order(int id, String status) {
        return new Document("_id", id).append("status", status);
    }

    private List<String> rows() throws SQLException {
        return shop.target()
                .strings("SELECT CONCAT(id, ' ', status) FROM `" + table + "` ORDER BY id");
    }

    private List<String> flagged() throws SQLException {
        return shop.target()
                .strings(
                        "SELECT CONCAT(id, ' ', status, ' ', _deleted, ' ',"
                                + " IF(_deleted_at IS NULL, 'null', 'a time')) FROM `"
                                + table
                                + "` ORDER BY id");
    }

    private long deletedAt() throws SQLException {
        return shop.target()
                .number("SELECT UNIX_TIMESTAMP(_deleted_at) FROM `" + table + "` WHERE id = 1");
    }
}
