package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.SchemaDrift;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobStatus;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables follow their documents, and tables of others are treated with care. */
final class SchemaEvolutionITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

    @Test
    void newFieldsBecomeColumnsMidStream() throws Exception {
        MongoCollection<Document> people = shop.collection("people");
        people.insertMany(List.of(person(1), person(2)));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        assertThat(columns("people")).containsOnlyKeys("id", "name", "address_city");

        people.updateOne(eq(1), set("address.geo.lat", 51.5));
        people.updateOne(eq(2), set("address.zip", "EC1"));
        people.insertOne(Document.parse("{_id: 3, tags: ['a'], vip: true}"));
        job.awaitInStep();
        assertThat(columns("people"))
                .isEqualTo(
                        Map.of(
                                "id", "bigint",
                                "name", "varchar(255)",
                                "address_city", "varchar(255)",
                                "address_geo_lat", "double",
                                "address_zip", "varchar(255)",
                                "tags", "json",
                                "vip", "tinyint(1)"));

        people.updateOne(eq(1), unset("address.geo"));
        job.awaitInStep();
        assertThat(rows("SELECT id, address_geo_lat AS lat FROM `%s` ORDER BY id", "people"))
                .containsExactly(
                        row("id", 1L, "lat", null),
                        row("id", 2L, "lat", null),
                        row("id", 3L, "lat", null));
    }

    @Test
    void aColumnWidensInTheSafeDirections() throws Exception {
        MongoCollection<Document> things = shop.collection("things");
        things.insertOne(new Document("_id", 0).append("v", 1).append("text", "short"));
        RunningJob job = FLINK.start(shop, 1);
        job.awaitStreaming();
        assertThat(columns("things"))
                .containsEntry("v", "int")
                .containsEntry("text", "varchar(255)");

        things.insertOne(
                new Document("_id", 1).append("v", 1L << 40).append("text", "x".repeat(256)));
        job.awaitInStep();
        assertThat(columns("things")).containsEntry("v", "bigint").containsEntry("text", "text");

        things.insertOne(
                new Document("_id", 2).append("v", 0.5).append("text", "😀".repeat(16_384)));
        job.awaitInStep();
        assertThat(columns("things"))
                .containsEntry("v", "double")
                .containsEntry("text", "longtext");

        things.insertOne(new Document("_id", 3).append("v", "many"));
        things.insertOne(new Document("_id", 4).append("v", List.of(1, 2)));
        job.awaitInStep();
        assertThat(columns("things")).containsEntry("v", "json");
        assertThat(rows("SELECT id, v FROM `%s`", "things")).hasSize(5);
    }

    /** A table that is there with narrower columns grows under {@code evolve}. */
    @Test
    void evolveWidensATableThatWasThere() throws Exception {
        createNarrow();
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        shop.collection("notes").insertMany(notes());

        job.awaitInStep();

        assertThat(columns("notes"))
                .isEqualTo(
                        Map.of(
                                "id", "bigint",
                                "title", "varchar(255)",
                                "amount", "int",
                                "extra", "tinyint(1)"));
        assertThat(DeadLetterRows.of("notes", shop)).isEmpty();
        assertThat(rows("SELECT * FROM `%s` ORDER BY id", "notes")).hasSize(4);
    }

    /** Under {@code strict} it stays as it is, and what does not fit is a dead letter. */
    @Test
    void strictLeavesATableAsItIs() throws Exception {
        createNarrow();
        shop.declare(
                new CollectionMapping(
                        shop.database().getName(),
                        "notes",
                        shop.table("notes"),
                        List.of(),
                        List.of(),
                        List.of(),
                        SchemaDrift.STRICT));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        shop.collection("notes").insertMany(notes());

        job.awaitDrained();

        assertThat(columns("notes"))
                .isEqualTo(Map.of("id", "bigint", "title", "varchar(5)", "amount", "smallint"));
        assertThat(rows("SELECT * FROM `%s`", "notes"))
                .containsExactly(row("id", 1L, "title", "fits", "amount", 7));
        assertThat(DeadLetterRows.of("notes", shop))
                .containsExactly(
                        "2 SCHEMA_CHANGE_NOT_ALLOWED title INSERT open",
                        "3 SCHEMA_CHANGE_NOT_ALLOWED amount INSERT open",
                        "4 SCHEMA_CHANGE_NOT_ALLOWED extra INSERT open");
    }

    private void createNarrow() throws SQLException {
        create("notes", "id BIGINT PRIMARY KEY, title VARCHAR(5), amount SMALLINT");
    }

    private static List<Document> notes() {
        return List.of(
                Document.parse("{_id: 1, title: 'fits', amount: 7}"),
                Document.parse("{_id: 2, title: 'too long', amount: 7}"),
                Document.parse("{_id: 3, title: 'fits', amount: 40000}"),
                Document.parse("{_id: 4, title: 'fits', amount: 7, extra: true}"));
    }

    @Test
    void fourWritersChangeOneTableAtOnce() throws Exception {
        MongoCollection<Document> wide = shop.collection("wide");
        RunningJob job = FLINK.start(shop.batchRows(5), 4);
        job.awaitStreaming();
        wide.insertMany(range(0, 400).mapToObj(SchemaEvolutionITCase::wide).toList());

        job.awaitInStep();

        Map<String, String> expected = new TreeMap<>(Map.of("id", "bigint", "mixed", "json"));
        range(0, 40).forEach(i -> expected.put("f" + i, "int"));
        assertThat(columns("wide")).isEqualTo(expected);
        assertThat(shop.target().number("SELECT COUNT(*) FROM `" + shop.table("wide") + "`"))
                .isEqualTo(400);
    }

    /** Every ten documents have a field of their own; {@code mixed} goes from INT to JSON. */
    private static Document wide(int id) {
        Object mixed = id < 100 ? (Object) id : id < 200 ? id + 0.5 : "text " + id;
        return new Document("_id", id).append("mixed", mixed).append("f" + id / 10, id);
    }

    @Test
    void columnsOfOthersStayUntouched() throws Exception {
        create(
                "people",
                "id BIGINT PRIMARY KEY, note VARCHAR(20) NOT NULL DEFAULT 'nothing yet', name TEXT,"
                        + " seen TIMESTAMP NULL, shout VARCHAR(20) AS (UPPER(name))");
        shop.target()
                .execute(
                        "INSERT INTO `" + shop.table("people") + "` (id, note) VALUES (1, 'mine')");
        shop.collection("people").insertMany(List.of(person(1), person(2)));
        RunningJob job = FLINK.start(shop, 1);
        job.awaitStreaming();
        shop.collection("people").updateOne(eq(1), set("name", "Zoë"));
        shop.collection("people").updateOne(eq(2), unset("name"));

        job.awaitDrained();

        assertThat(rows("SELECT * FROM `%s` ORDER BY id", "people"))
                .containsExactly(
                        row(
                                "id",
                                1L,
                                "note",
                                "mine",
                                "name",
                                "Zoë",
                                "seen",
                                null,
                                "shout",
                                "ZOË",
                                "address_city",
                                "city 1"),
                        row(
                                "id",
                                2L,
                                "note",
                                "nothing yet",
                                "name",
                                null,
                                "seen",
                                null,
                                "shout",
                                null,
                                "address_city",
                                "city 2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    number BIGINT PRIMARY KEY, id BIGINT          | exists, but its primary key is not (id), the key of its documents
                    id BIGINT                                     | exists, but its primary key is not (id), the key of its documents
                    id BIGINT PRIMARY KEY, name VARCHAR(9) UNIQUE | has a unique key beside its primary key (name)
                    """)
    void aTableWithOtherKeysEndsTheJobWithAClearMessage(String definition, String message)
            throws Exception {
        create("people", definition);
        shop.collection("people").insertOne(person(1));
        RunningJob job = FLINK.start(shop, 2);

        assertThat(job.awaitEnd()).isEqualTo(JobStatus.FAILED);

        assertThat(job.attempt()).isZero();
        assertThat(job.failures().get(0).getExceptionAsString())
                .contains("Table " + shop.table("people") + " " + message);
        assertThat(rows("SELECT * FROM `%s`", "people")).isEmpty();
    }

    private static Document person(int id) {
        return new Document("_id", id)
                .append("name", "name " + id)
                .append("address", new Document("city", "city " + id));
    }

    private void create(String collection, String definition) throws SQLException {
        shop.target().execute("CREATE TABLE `" + shop.table(collection) + "` (" + definition + ")");
    }

    private Map<String, String> columns(String collection) throws SQLException {
        return TargetColumns.of(shop.table(collection), shop.target());
    }

    private List<Map<String, Object>> rows(String sql, String collection) throws SQLException {
        return shop.target().rows(sql.formatted(shop.table(collection)));
    }

    /** A row of these names and values; Map.of takes no null. */
    private static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new TreeMap<>();
        IntStream.range(0, namesAndValues.length / 2)
                .forEach(i -> row.put((String) namesAndValues[2 * i], namesAndValues[2 * i + 1]));
        return row;
    }
}
