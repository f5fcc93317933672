package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.mongodb.client.model.Updates;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.local.verify.ChildTable;
import dev.lockstep.local.verify.ComparisonResult;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ElementKey;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.type.ColumnType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Public sample collections as their publishers wrote them. */
final class RealDataITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final Path DATA = Path.of("..", "..", "shared", "data");

    private static final Map<String, Integer> DOCUMENTS =
            Map.of(
                    "accounts", 1746,
                    "books", 431,
                    "customers", 500,
                    "products", 11,
                    "restaurant", 2548,
                    "students", 200,
                    "theaters", 1564);

    private final TestPipeline samples = new TestPipeline(MONGODB, MYSQL);

    @BeforeAll
    static void dataIsThere() {
        assumeTrue(Files.exists(DATA), "the sample collections are not beside the repository");
    }

    @Test
    void byConventionEveryDocumentIsARow() throws Exception {
        for (String collection : DOCUMENTS.keySet()) {
            load(collection);
        }
        RunningJob job = FLINK.start(samples, 2);

        job.awaitInStep();

        ComparisonResult result = samples.compare();
        assertThat(result.documents()).isEqualTo(7_000);
        assertThat(result.deadLetters()).isZero();
        for (Map.Entry<String, Integer> collection : DOCUMENTS.entrySet()) {
            assertThat(count("`" + samples.table(collection.getKey()) + "`"))
                    .as(collection.getKey())
                    .isEqualTo(collection.getValue().longValue());
        }
        assertColumns();
    }

    private void assertColumns() throws SQLException {
        // Numbers and "Not yet rated" in one column, and four addresses that are house numbers.
        assertThat(columns("restaurant"))
                .isEqualTo(
                        Map.of(
                                "id", "char(24)",
                                "URL", "varchar(255)",
                                "address", "json",
                                "address line 2", "varchar(255)",
                                "name", "varchar(255)",
                                "outcode", "varchar(255)",
                                "postcode", "varchar(255)",
                                "rating", "json",
                                "type_of_food", "varchar(255)"));
        // A map whose keys are data is one column, not a thousand.
        assertThat(columns("customers"))
                .isEqualTo(
                        Map.of(
                                "id", "char(24)",
                                "username", "varchar(255)",
                                "name", "varchar(255)",
                                "address", "varchar(255)",
                                "birthdate", "datetime(3)",
                                "email", "varchar(255)",
                                "active", "tinyint(1)",
                                "accounts", "json",
                                "tier_and_details", "json"));
        assertThat(columns("theaters"))
                .isEqualTo(
                        Map.of(
                                "id", "char(24)",
                                "theaterId", "int",
                                "location_address_street1", "varchar(255)",
                                "location_address_street2", "varchar(255)",
                                "location_address_city", "varchar(255)",
                                "location_address_state", "varchar(255)",
                                "location_address_zipcode", "varchar(255)",
                                "location_geo_type", "varchar(255)",
                                "location_geo_coordinates", "json"));
        Map<String, String> books = new TreeMap<>();
        books.put("id", "varchar(255)");
        books.put("title", "varchar(255)");
        books.put("isbn", "varchar(255)");
        books.put("pageCount", "int");
        books.put("publishedDate", "datetime(3)");
        books.put("thumbnailUrl", "varchar(255)");
        books.put("shortDescription", "text");
        books.put("longDescription", "text");
        books.put("status", "varchar(255)");
        books.put("authors", "json");
        books.put("categories", "json");
        assertThat(columns("books")).isEqualTo(books);
        assertThat(columns("accounts"))
                .isEqualTo(
                        Map.of(
                                "id", "char(24)",
                                "account_id", "int",
                                "limit", "int",
                                "products", "json"));
        assertThat(columns("students"))
                .isEqualTo(Map.of("id", "bigint", "name", "varchar(255)", "scores", "json"));
        // Strings and ObjectIds are ids; a type, and what it is for, is a string or several; a
        // number or "unlimited".
        Map<String, String> products = new TreeMap<>();
        products.put("id", "varchar(255)");
        products.put("additional_tarriffs", "json");
        products.put("available", "tinyint(1)");
        products.put("brand", "varchar(255)");
        products.put("cancel_penalty", "int");
        products.put("color", "varchar(255)");
        products.put("for", "json");
        products.put("limits_data_n", "json");
        products.put("limits_data_over_rate", "int");
        products.put("limits_data_units", "varchar(255)");
        products.put("limits_sms_n", "json");
        products.put("limits_sms_over_rate", "double");
        products.put("limits_sms_units", "varchar(255)");
        products.put("limits_voice_n", "int");
        products.put("limits_voice_over_rate", "double");
        products.put("limits_voice_units", "varchar(255)");
        products.put("monthly_price", "int");
        products.put("name", "varchar(255)");
        products.put("price", "double");
        products.put("rating", "double");
        products.put("sales_tax", "tinyint(1)");
        products.put("term_years", "int");
        products.put("type", "json");
        products.put("warranty_years", "double");
        assertThat(columns("products")).isEqualTo(products);
    }

    /** Who wants to reckon with ratings declares a number; unrated places are then dead letters. */
    @Test
    void declaredTypesMakeDeadLettersOfWhatDoesNotFit() throws Exception {
        load("restaurant");
        samples.declare(
                new CollectionMapping(
                        samples.database().getName(),
                        "restaurant",
                        samples.table("restaurant"),
                        List.of(),
                        List.of(
                                column("rating", new ColumnType.Decimal(3, 1)),
                                column("address", new ColumnType.VarChar(255))),
                        List.of("URL"),
                        SchemaDrift.EVOLVE));
        RunningJob job = FLINK.start(samples, 2);

        job.awaitDrained();

        assertThat(columns("restaurant"))
                .hasSize(8)
                .containsEntry("rating", "decimal(3,1)")
                .containsEntry("address", "varchar(255)");
        assertThat(count("`" + samples.table("restaurant") + "`")).isEqualTo(2548 - 67);
        assertThat(
                        count(
                                "lockstep_dead_letters WHERE code = 'TYPE_MISMATCH' AND path = 'rating'"
                                        + " AND pipeline = '"
                                        + samples.name()
                                        + "'"))
                .isEqualTo(63);
        assertThat(
                        count(
                                "lockstep_dead_letters WHERE code = 'TYPE_MISMATCH' AND path = 'address'"
                                        + " AND pipeline = '"
                                        + samples.name()
                                        + "'"))
                .isEqualTo(4);
    }

    /** A row for each score; for each tier, whose name is data, and for each of its benefits. */
    @Test
    void arraysAndMapsAreTablesOfTheirOwn() throws Exception {
        load("students");
        load("customers");
        String scores = samples.table("students") + "_scores";
        String accounts = samples.table("customers") + "_accounts";
        String tiers = samples.table("customers") + "_tier_and_details";
        samples.withChildren(
                "students",
                List.of(child("scores", new ElementKey.Field("type", "type"))),
                ChildTable.ofArray("scores", scores, "type"));
        samples.withChildren(
                "customers",
                List.of(
                        ChildMapping.byConvention("accounts"),
                        child(
                                "tier_and_details",
                                new ElementKey.Name("key"),
                                ChildMapping.byConvention("benefits"))),
                ChildTable.ofArray("accounts", accounts),
                ChildTable.ofMap("tier_and_details", tiers)
                        .withChildren(ChildTable.ofArray("benefits", tiers + "_benefits")));
        RunningJob job = FLINK.start(samples, 2);
        job.awaitInStep();

        assertThat(samples.compare().deadLetters()).isZero();
        assertThat(rows(scores, accounts, tiers, tiers + "_benefits"))
                .containsExactly(600L, 1746L, 456L, 685L);
        assertThat(TargetColumns.of(scores, samples.target()))
                .isEqualTo(
                        Map.of(
                                samples.table("students") + "_id",
                                "bigint",
                                "type",
                                "varchar(255)",
                                "score",
                                "double"));
        assertThat(columns("customers")).hasSize(7).doesNotContainKey("tier_and_details");

        samples.collection("students").updateMany(new Document(), Updates.popLast("scores"));
        samples.collection("customers")
                .updateMany(new Document(), Updates.set("tier_and_details", new Document()));

        job.awaitInStep();
        assertThat(rows(scores, accounts, tiers, tiers + "_benefits"))
                .containsExactly(400L, 1746L, 0L, 0L);
    }

    private static ChildMapping child(String path, ElementKey key, ChildMapping... children) {
        return new ChildMapping(
                path,
                null,
                key,
                List.of(),
                List.of(),
                ChildMapping.OnMismatch.REJECT,
                List.of(children));
    }

    private List<Long> rows(String... tables) throws SQLException {
        List<Long> rows = new ArrayList<>();
        for (String table : tables) {
            rows.add(count("`" + table + "`"));
        }
        return rows;
    }

    private static ColumnMapping column(String name, ColumnType type) {
        return new ColumnMapping(name, name, type, true, null);
    }

    private void load(String collection) throws IOException {
        List<BsonDocument> documents =
                Files.readAllLines(DATA.resolve(collection + ".json")).stream()
                        // The driver reads no offset without a colon.
                        .map(line -> line.replaceAll("([+-]\\d\\d)(\\d\\d\" \\})", "$1:$2"))
                        .map(BsonDocument::parse)
                        .toList();
        samples.database().getCollection(collection, BsonDocument.class).insertMany(documents);
    }

    private long count(String fromWhat) throws SQLException {
        return samples.target().number("SELECT COUNT(*) FROM " + fromWhat);
    }

    private Map<String, String> columns(String collection) throws SQLException {
        return TargetColumns.of(samples.table(collection), samples.target());
    }
}
