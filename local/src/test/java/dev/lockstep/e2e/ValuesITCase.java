package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonUndefined;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Values of every kind go through snapshot and stream, all in one job, and are read back exactly.
 */
final class ValuesITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MEGABYTE = 1 << 20;

    private static TestPipeline shop;

    @BeforeAll
    static void throughSnapshotAndStream() throws Exception {
        shop = new TestPipeline(MONGODB, MYSQL);
        insert(0);
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        insert(100);
        collection("large").updateOne(eq(100), set("bytes", new BsonBinary(bytes(7 * MEGABYTE))));
        job.awaitInStep();
    }

    private static void insert(int firstId) {
        insert("types", firstId, TypedValue.ALL.stream().map(TypedValue::document).toList());
        insert("arrays", firstId, List.of(arrays()));
        insert("nothings", firstId, nothings());
        insert("large", firstId, List.of(large(), large(), large()));
    }

    private static void insert(String collection, int firstId, List<BsonDocument> documents) {
        List<BsonDocument> numbered = new ArrayList<>();
        for (BsonDocument document : documents) {
            BsonDocument copy = new BsonDocument("_id", new BsonInt32(firstId + numbered.size()));
            copy.putAll(document);
            numbered.add(copy);
        }
        collection(collection).insertMany(numbered);
    }

    private static BsonDocument arrays() {
        BsonArray all = new BsonArray(TypedValue.ALL.stream().map(TypedValue::value).toList());
        all.add(BsonNull.VALUE);
        all.add(new BsonDouble(Double.NaN));
        all.add(new BsonDouble(Double.NEGATIVE_INFINITY));
        return new BsonDocument("v", all)
                .append("nested", new BsonArray(List.of(all, new BsonDocument("in", all))))
                .append("empty", new BsonArray());
    }

    private static List<BsonDocument> nothings() {
        return List.of(
                BsonDocument.parse("{text: '', part: {}, zero: 0, never: null}"),
                BsonDocument.parse("{text: null, part: null}"),
                BsonDocument.parse("{part: {a: null, b: 1}}").append("text", new BsonUndefined()),
                new BsonDocument());
    }

    private static BsonDocument large() {
        BsonArray list = new BsonArray();
        range(0, 100_000).forEach(i -> list.add(new BsonInt32(i)));
        return new BsonDocument("text", new BsonString("😀".repeat(MEGABYTE / 4)))
                .append("bytes", new BsonBinary(bytes(MEGABYTE)))
                .append("list", list);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        range(0, length).forEach(i -> bytes[i] = (byte) ((i * 31) >> 3));
        return bytes;
    }

    @Test
    void everyTypeHasItsColumnType() throws SQLException {
        Map<String, String> columns = new TreeMap<>(Map.of("id", "bigint"));
        TypedValue.ALL.forEach(typed -> columns.put(typed.name(), typed.type()));

        assertThat(columns("types")).isEqualTo(columns);
    }

    @Test
    void everyTypeReadsAsItWasWritten() throws Exception {
        for (TypedValue typed : TypedValue.ALL) {
            Object expected =
                    typed.type().equals("json") ? JSON.readTree(typed.text()) : typed.text();
            assertThat(read(typed)).as(typed.name()).containsExactly(expected, expected);
        }
    }

    /** What the two rows with this value hold; JSON as a tree, as servers write it differently. */
    private static List<Object> read(TypedValue typed) throws SQLException, IOException {
        String column = "`" + typed.name() + "`";
        boolean bytes = typed.type().contains("binary") || typed.type().contains("blob");
        List<Object> read = new ArrayList<>();
        for (String text :
                shop.target()
                        .strings(
                                "SELECT "
                                        + (bytes ? "HEX(" + column + ")" : column)
                                        + " FROM `"
                                        + shop.table("types")
                                        + "` WHERE "
                                        + column
                                        + " IS NOT NULL")) {
            read.add(typed.type().equals("json") ? JSON.readTree(text) : text);
        }
        return read;
    }

    @Test
    void anArrayOfAnythingIsJson() throws SQLException {
        assertThat(columns("arrays"))
                .isEqualTo(Map.of("id", "bigint", "v", "json", "nested", "json", "empty", "json"));
        assertThat(shop.target().number("SELECT COUNT(*) FROM `" + shop.table("arrays") + "`"))
                .isEqualTo(2);
    }

    @Test
    void emptyAndNullAndMissing() throws SQLException {
        assertThat(columns("nothings")).containsOnlyKeys("id", "text", "part", "zero", "part_b");
        assertThat(
                        shop.target()
                                .strings(
                                        "SELECT CONCAT_WS('|', id, IFNULL(text, 'NULL'),"
                                                + " IFNULL(part, 'NULL'), IFNULL(zero, 'NULL'),"
                                                + " IFNULL(part_b, 'NULL')) FROM `"
                                                + shop.table("nothings")
                                                + "` ORDER BY id"))
                .containsExactly(
                        "0||{}|0|NULL",
                        "1|NULL|NULL|NULL|NULL",
                        "2|NULL|NULL|NULL|1",
                        "3|NULL|NULL|NULL|NULL",
                        "100||{}|0|NULL",
                        "101|NULL|NULL|NULL|NULL",
                        "102|NULL|NULL|NULL|1",
                        "103|NULL|NULL|NULL|NULL");
    }

    @Test
    void documentsOfMegabytes() throws SQLException {
        assertThat(columns("large"))
                .isEqualTo(
                        Map.of(
                                "id", "bigint",
                                "text", "longtext",
                                "bytes", "longblob",
                                "list", "json"));
        assertThat(
                        shop.target()
                                .strings(
                                        "SELECT CONCAT_WS(' ', id, LENGTH(text), LENGTH(bytes),"
                                                + " JSON_LENGTH(list)) FROM `"
                                                + shop.table("large")
                                                + "` ORDER BY id"))
                .containsExactly(
                        "0 1048576 1048576 100000",
                        "1 1048576 1048576 100000",
                        "2 1048576 1048576 100000",
                        "100 1048576 7340032 100000",
                        "101 1048576 1048576 100000",
                        "102 1048576 1048576 100000");
    }

    private static MongoCollection<BsonDocument> collection(String name) {
        return shop.database().getCollection(name, BsonDocument.class);
    }

    private static Map<String, String> columns(String collection) throws SQLException {
        return TargetColumns.of(shop.table(collection), shop.target());
    }
}
