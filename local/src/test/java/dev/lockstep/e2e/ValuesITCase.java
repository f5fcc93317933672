package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Values, ids and names of every kind go through snapshot and stream and are read back exactly. */
final class ValuesITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MEGABYTE = 1 << 20;

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

    @Test
    void everyTypeByConvention() throws Exception {
        MongoCollection<BsonDocument> types = collection("types");
        types.insertMany(numbered(0, TypedValue.ALL.stream().map(TypedValue::document).toList()));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        types.insertMany(
                numbered(1000, TypedValue.ALL.stream().map(TypedValue::document).toList()));

        job.awaitInStep();

        Map<String, String> columns = new TreeMap<>(Map.of("id", "bigint"));
        TypedValue.ALL.forEach(typed -> columns.put(typed.name(), typed.type()));
        assertThat(columns("types")).isEqualTo(columns);
        for (TypedValue typed : TypedValue.ALL) {
            assertThat(read(typed))
                    .as(typed.name())
                    .containsExactly(expected(typed), expected(typed));
        }
    }

    /** What the two rows with this value hold; JSON as a tree, as servers write it differently. */
    private List<Object> read(TypedValue typed) throws SQLException, IOException {
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

    private static Object expected(TypedValue typed) throws IOException {
        return typed.type().equals("json") ? JSON.readTree(typed.text()) : typed.text();
    }

    @Test
    void everyTypeInArrays() throws Exception {
        BsonArray all = new BsonArray(TypedValue.ALL.stream().map(TypedValue::value).toList());
        all.add(BsonNull.VALUE);
        all.add(new BsonDouble(Double.NaN));
        all.add(new BsonDouble(Double.NEGATIVE_INFINITY));
        BsonDocument document = new BsonDocument("v", all);
        document.put("nested", new BsonArray(List.of(all, new BsonDocument("in", all))));
        document.put("empty", new BsonArray());
        collection("arrays").insertMany(numbered(0, List.of(document)));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        collection("arrays").insertMany(numbered(1, List.of(document)));

        job.awaitInStep();

        assertThat(columns("arrays"))
                .isEqualTo(Map.of("id", "bigint", "v", "json", "nested", "json", "empty", "json"));
        assertThat(shop.target().number("SELECT COUNT(*) FROM `" + shop.table("arrays") + "`"))
                .isEqualTo(2);
    }

    @Test
    void nothingsOfAllKinds() throws Exception {
        collection("nothings")
                .insertMany(
                        List.of(
                                BsonDocument.parse(
                                        "{_id: 1, text: '', part: {}, zero: 0, never: null}"),
                                BsonDocument.parse("{_id: 2, text: null, part: null}"),
                                BsonDocument.parse("{_id: 3, part: {a: null, b: 1}}")
                                        .append("text", new BsonUndefined()),
                                BsonDocument.parse("{_id: 4}")));
        RunningJob job = FLINK.start(shop, 1);

        job.awaitInStep();

        assertThat(columns("nothings")).containsOnlyKeys("id", "text", "part", "zero", "part_b");
        assertThat(
                        shop.target()
                                .strings(
                                        "SELECT CONCAT_WS('|', id, IFNULL(text, 'NULL'), IFNULL(part, 'NULL'), IFNULL(zero, 'NULL'), IFNULL(part_b, 'NULL')) FROM `"
                                                + shop.table("nothings")
                                                + "` ORDER BY id"))
                .containsExactly(
                        "1||{}|0|NULL",
                        "2|NULL|NULL|NULL|NULL",
                        "3|NULL|NULL|NULL|1",
                        "4|NULL|NULL|NULL|NULL");
    }

    @Test
    void idsThatDifferInLittleAreRowsOfTheirOwn() throws Exception {
        List<String> ids =
                List.of(
                        "abc",
                        "ABC",
                        "äbc",
                        "a\u0308bc",
                        "abc ",
                        " abc",
                        "",
                        "😀",
                        "😁",
                        "'",
                        "\\",
                        "`",
                        "null",
                        "ß",
                        "ss",
                        TypedValue.UNICODE);
        MongoCollection<BsonDocument> texts = collection("texts");
        ids.forEach(
                id ->
                        texts.insertOne(
                                new BsonDocument("_id", new BsonString(id))
                                        .append("v", new BsonString(id))));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        texts.deleteMany(in("_id", "abc", "😁", "ss", " abc"));
        texts.updateOne(eq("ABC"), set("v", "ABC"));
        job.awaitInStep();

        List<String> left = new ArrayList<>(ids);
        left.removeAll(List.of("abc", "😁", "ss", " abc"));
        assertThat(shop.target().strings("SELECT id FROM `" + shop.table("texts") + "`"))
                .containsExactlyInAnyOrderElementsOf(left);
    }

    @Test
    void idsOfAllTypesInOneCollection() throws Exception {
        Map<BsonValue, String> ids = new HashMap<>();
        ids.put(new BsonInt32(1), "1");
        ids.put(new BsonInt64(Long.MAX_VALUE), "{\"$numberLong\":\"9223372036854775807\"}");
        ids.put(new BsonDouble(2.5), "2.5");
        ids.put(new BsonDecimal128(Decimal128.parse("7.10")), "{\"$numberDecimal\":\"7.1\"}");
        ids.put(BsonBoolean.TRUE, "true");
        ids.put(new BsonString("text"), "text");
        ids.put(new BsonDateTime(0), "{\"$date\":\"1970-01-01T00:00:00Z\"}");
        ids.put(
                new BsonObjectId(new ObjectId("5ca4bbc7a2dd94ee5816238c")),
                "5ca4bbc7a2dd94ee5816238c");
        ids.put(
                new BsonBinary(UUID.fromString("0e37df36-f698-11e6-8dd4-cb9ced3df976")),
                "0e37df36-f698-11e6-8dd4-cb9ced3df976");
        ids.put(
                new BsonBinary(new byte[] {1, -1}),
                "{\"$binary\":{\"base64\":\"Af8=\",\"subType\":\"00\"}}");
        ids.put(BsonDocument.parse("{a: 1, b: {c: 'x'}}"), "{\"a\":1,\"b\":{\"c\":\"x\"}}");
        ids.keySet().forEach(id -> collection("ids").insertOne(new BsonDocument("_id", id)));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        ids.keySet().forEach(id -> collection("ids").updateOne(eq(id), set("n", 1)));

        job.awaitInStep();

        assertThat(shop.target().strings("SELECT id FROM `" + shop.table("ids") + "` WHERE n = 1"))
                .containsExactlyInAnyOrderElementsOf(ids.values());
    }

    @Test
    void fieldNamesOfAllKinds() throws Exception {
        List<String> names =
                List.of(
                        "id", "ID_", "select", "a b", " x", "a.b", "a`b", "a'b\"c", "a\\b",
                        "ümläut", "名前", "1", "-", "?", ":x", "#", "--");
        BsonDocument document = new BsonDocument();
        names.forEach(name -> document.append(name, new BsonString(name)));
        BsonDocument inner = document.clone();
        document.append("in", inner);
        collection("names").insertMany(numbered(0, List.of(document)));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        collection("names").insertMany(numbered(1, List.of(document)));

        job.awaitInStep();

        Map<String, String> columns = new TreeMap<>(Map.of("id", "bigint"));
        names.forEach(name -> columns.put("in_" + name, "varchar(255)"));
        names.forEach(name -> columns.put(name, "varchar(255)"));
        columns.put("id", "bigint");
        columns.put("id_field", "varchar(255)");
        assertThat(columns("names")).isEqualTo(columns);
    }

    /** The hash in a mended name is of the field's path: it is the same for ever. */
    @Test
    void fieldNamesThatCantBeColumnNamesAreMended() throws Exception {
        BsonDocument document = new BsonDocument("_id", new BsonInt32(1));
        document.append("", new BsonString("empty"));
        document.append("😀", new BsonString("beyond the BMP"));
        document.append("x".repeat(65), new BsonString("too long"));
        document.append("end ", new BsonString("a space at its end"));
        BsonDocument deep = new BsonDocument("d", new BsonInt32(60));
        for (int depth = 59; depth > 1; depth--) {
            deep = new BsonDocument("d", deep);
        }
        document.append("d", deep);
        collection("mended").insertOne(document);
        RunningJob job = FLINK.start(shop, 1);

        job.awaitDrained();

        assertThat(shop.target().rows("SELECT * FROM `" + shop.table("mended") + "`"))
                .containsExactly(
                        Map.of(
                                "id",
                                1L,
                                "_e3b0c442",
                                "empty",
                                "___d4e887a6",
                                "beyond the BMP",
                                "x".repeat(55) + "_220b234f",
                                "too long",
                                "end _8d3545db",
                                "a space at its end",
                                "d_".repeat(27) + "d_6e8d9d09",
                                60));
    }

    @Test
    void twoFieldsOfOneColumnName() throws Exception {
        collection("conflicts").insertOne(BsonDocument.parse("{_id: 1, a: {b: 1}, a_b: 2}"));
        collection("conflicts").insertOne(BsonDocument.parse("{_id: 2, n: 1, N: 2}"));
        collection("conflicts").insertOne(BsonDocument.parse("{_id: 3, a: {b: 1}, n: 1}"));
        RunningJob job = FLINK.start(shop, 1);

        job.awaitDrained();

        assertThat(shop.target().rows("SELECT * FROM `" + shop.table("conflicts") + "`"))
                .containsExactly(Map.of("id", 3L, "a_b", 1, "n", 1));
        assertThat(DeadLetterRows.of("conflicts", shop))
                .containsExactly(
                        "1 COLUMN_NAME_CONFLICT a_b READ open",
                        "2 COLUMN_NAME_CONFLICT N READ open");
    }

    @Test
    void documentsOfAMegabyteAndMore() throws Exception {
        MongoCollection<BsonDocument> large = collection("large");
        BsonValue fourByteText = new BsonString("😀".repeat(MEGABYTE / 4));
        byte[] bytes = new byte[MEGABYTE];
        range(0, MEGABYTE).forEach(i -> bytes[i] = (byte) ((i * 31) >> 3));
        BsonArray array = new BsonArray();
        range(0, 100_000).forEach(i -> array.add(new BsonInt32(i)));
        BsonDocument document =
                new BsonDocument("text", fourByteText)
                        .append("bytes", new BsonBinary(bytes))
                        .append("list", array);
        large.insertMany(numbered(0, List.of(document, document, document)));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        large.insertMany(numbered(3, List.of(document, document, document)));
        large.updateOne(eq(4), set("bytes", new BsonBinary(Arrays.copyOf(bytes, 7 * MEGABYTE))));

        job.awaitInStep();

        assertThat(
                        shop.target()
                                .strings(
                                        "SELECT CONCAT_WS(' ', id, LENGTH(text), LENGTH(bytes), JSON_LENGTH(list)) FROM `"
                                                + shop.table("large")
                                                + "` ORDER BY id"))
                .containsExactly(
                        "0 1048576 1048576 100000",
                        "1 1048576 1048576 100000",
                        "2 1048576 1048576 100000",
                        "3 1048576 1048576 100000",
                        "4 1048576 7340032 100000",
                        "5 1048576 1048576 100000");
    }

    private MongoCollection<BsonDocument> collection(String name) {
        return shop.database().getCollection(name, BsonDocument.class);
    }

    private Map<String, String> columns(String collection) throws SQLException {
        return TargetColumns.of(shop.table(collection), shop.target());
    }

    /** Copies of documents with ids from the first on. */
    private static List<BsonDocument> numbered(int first, List<BsonDocument> documents) {
        List<BsonDocument> numbered = new ArrayList<>();
        for (BsonDocument document : documents) {
            BsonDocument copy = new BsonDocument("_id", new BsonInt32(first + numbered.size()));
            copy.putAll(document);
            numbered.add(copy);
        }
        return numbered;
    }
}
