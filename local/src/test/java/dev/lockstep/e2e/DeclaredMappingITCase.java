package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static java.util.Arrays.asList;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is declared of a collection holds for its snapshot and for every change. */
final class DeclaredMappingITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);
    private final MongoCollection<Document> orders = shop.collection("orders");
    private final String table = shop.table("declared");

    @Test
    void keyColumnsDefaultsAndExclusions() throws Exception {
        shop.declare(mapping());
        orders.insertMany(
                List.of(
                        order(1, "1.50", new Document("email", "a@b.c").append("name", "Al")),
                        order(2, "2.50", new Document("name", "Bo")),
                        order(3, "3.50", new Document("email", null))));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        assertThat(rows())
                .containsExactly(
                        row(1, "1.50", "a@b.c", "Al"),
                        row(2, "2.50", "unknown", "Bo"),
                        row(3, "3.50", null, null));

        orders.insertOne(order(4, "4.50", new Document("email", null)));
        orders.insertOne(order(5, "5.50", new Document()));
        orders.updateOne(eq("_id", id(1)), unset("customer.email"));
        orders.updateOne(eq("_id", id(2)), set("customer.email", null));
        orders.deleteOne(eq("_id", id(3)));

        job.awaitDrained();
        assertThat(rows())
                .containsExactly(
                        row(1, "1.50", "unknown", "Al"),
                        row(2, "2.50", null, "Bo"),
                        row(4, "4.50", null, null),
                        row(5, "5.50", "unknown", null));
        assertThat(shop.deadLetters()).isEmpty();
        assertThat(columns())
                .containsExactlyInAnyOrder(
                        "region", "number", "total", "email", "customer_name", "internal_n");
    }

    @Test
    void documentsWithoutWhatIsRequired() throws Exception {
        shop.declare(mapping());
        orders.insertOne(order(1, "1.50", new Document("name", "Al")));
        orders.insertOne(new Document("_id", id(2)).append("note", "no total"));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();

        orders.insertOne(new Document("_id", id(3)).append("total", null));
        orders.insertOne(new Document("_id", id(4)).append("total", new Decimal128(1_000)));
        orders.updateOne(eq("_id", id(4)), set("total", new Decimal128(new BigDecimal("0.001"))));
        orders.insertOne(new Document("_id", id(5)).append("total", "a lot"));

        job.awaitDrained();
        assertThat(shop.deadLetters())
                .containsExactly(
                        asList("FIELD_MISSING", "total", false),
                        asList("NULL_NOT_ALLOWED", "total", false),
                        asList("TYPE_MISMATCH", "total", false),
                        asList("VALUE_OUT_OF_RANGE", "total", false));

        orders.updateOne(eq("_id", id(2)), set("total", new Decimal128(2)));
        orders.deleteOne(eq("_id", id(3)));
        orders.updateOne(eq("_id", id(4)), set("total", new Decimal128(4)));
        orders.updateOne(eq("_id", id(5)), set("total", new Decimal128(5)));
        orders.updateOne(eq("_id", id(5)), inc("internal.n", 1));

        job.awaitDrained();
        assertThat(shop.deadLetters()).hasSize(4).allMatch(letter -> letter.get(2).equals(true));
        assertThat(rows())
                .containsExactly(
                        row(1, "1.50", "unknown", "Al"),
                        row(2, "2.00", "unknown", null),
                        row(4, "4.00", "unknown", null),
                        row(5, "5.00", "unknown", null));
    }

    private CollectionMapping mapping() {
        return new CollectionMapping(
                shop.database().getName(),
                "orders",
                table,
                List.of(
                        new ColumnMapping(
                                "_id.region", "region", new ColumnType.VarChar(5), false, null),
                        new ColumnMapping("_id.number", "number", ColumnType.Int.BIG, false, null)),
                List.of(
                        new ColumnMapping(
                                "total", "total", new ColumnType.Decimal(12, 2), false, null),
                        new ColumnMapping(
                                "customer.email",
                                "email",
                                new ColumnType.VarChar(50),
                                true,
                                new Value.Text("unknown"))),
                List.of("internal.notes"),
                SchemaDrift.EVOLVE);
    }

    private static Document order(int number, String total, Document customer) {
        return new Document("_id", id(number))
                .append("total", new Decimal128(new BigDecimal(total)))
                .append("customer", customer)
                .append("internal", new Document("notes", "secret").append("n", 1));
    }

    private static Document id(int number) {
        return new Document("region", "EU").append("number", number);
    }

    private static List<Object> row(int number, String total, String email, String name) {
        return asList("EU", (long) number, new BigDecimal(total), email, name);
    }

    private List<List<Object>> rows() throws Exception {
        return shop.target()
                .values(
                        "SELECT region, number, total, email, customer_name FROM `"
                                + table
                                + "` ORDER BY region, number");
    }

    private List<String> columns() throws Exception {
        return shop.target()
                .strings(
                        "SELECT column_name FROM information_schema.columns WHERE table_schema ="
                                + " DATABASE() AND table_name = '"
                                + table
                                + "'");
    }
}
