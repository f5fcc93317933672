package dev.lockstep.e2e;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.lockstep.local.mongodb.MongoDbExtension;
import dev.lockstep.local.mysql.MySqlExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
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
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Document ids and field names of every kind become keys and columns. */
final class NamesITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();
    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();
    @RegisterExtension static final FlinkExtension FLINK = new FlinkExtension();

    private final TestPipeline shop = new TestPipeline(MONGODB, MYSQL);

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
                        "NULL",
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

    /** Also those that have one text ({@code 7} and {@code "7"}); in two orders. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void idsOfAllTypesInOneCollection(boolean stringsFirst) throws Exception {
        String hex = "5ca4bbc7a2dd94ee5816238c";
        String uuid = "0e37df36-f698-11e6-8dd4-cb9ced3df976";
        Map<BsonValue, String> strings = new LinkedHashMap<>();
        for (String text : List.of("text", "7", hex, uuid, "True")) {
            strings.put(new BsonString(text), text);
        }
        for (String text : List.of("{\"$numberInt\":\"7\"}", "true", "null", "\"")) {
            String quoted = "\"" + text.replace("\"", "\\\"") + "\"";
            strings.put(new BsonString(text), quoted);
        }
        Map<BsonValue, String> others = new LinkedHashMap<>();
        others.put(new BsonObjectId(new ObjectId(hex)), "{\"$oid\":\"" + hex + "\"}");
        others.put(new BsonInt32(7), "{\"$numberInt\":\"7\"}");
        others.put(new BsonInt64(1L << 40), "{\"$numberLong\":\"1099511627776\"}");
        others.put(new BsonDouble(2.5), "{\"$numberDouble\":\"2.5\"}");
        others.put(new BsonDouble(Double.NaN), "{\"$numberDouble\":\"NaN\"}");
        others.put(new BsonDecimal128(Decimal128.parse("7.10")), "{\"$numberDecimal\":\"7.1\"}");
        others.put(BsonBoolean.TRUE, "true");
        others.put(BsonNull.VALUE, "null");
        others.put(new BsonDateTime(0), "{\"$date\":\"1970-01-01T00:00:00Z\"}");
        others.put(new BsonBinary(UUID.fromString(uuid)), "{\"$uuid\":\"" + uuid + "\"}");
        others.put(
                new BsonBinary(new byte[] {1, -1}),
                "{\"$binary\":{\"base64\":\"Af8=\",\"subType\":\"00\"}}");
        others.put(BsonDocument.parse("{a: 1, b: {c: 'x'}}"), "{\"a\":1,\"b\":{\"c\":\"x\"}}");
        Map<BsonValue, String> first = stringsFirst ? strings : others;
        Map<BsonValue, String> second = stringsFirst ? others : strings;
        first.keySet().forEach(id -> collection("ids").insertOne(new BsonDocument("_id", id)));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        second.keySet().forEach(id -> collection("ids").insertOne(new BsonDocument("_id", id)));
        Map<BsonValue, String> ids = new HashMap<>(first);
        ids.putAll(second);
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
        inner.remove("1"); // below the first level it would make the document a map
        document.append("in", inner);
        collection("names").insertOne(withId(1, document));
        RunningJob job = FLINK.start(shop, 2);
        job.awaitStreaming();
        collection("names").insertOne(withId(2, document));

        job.awaitInStep();

        Map<String, String> columns = new TreeMap<>(Map.of("id", "bigint"));
        inner.keySet().forEach(name -> columns.put("in_" + name, "varchar(255)"));
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

    /** The one that is less deep has the name, also when it comes last. */
    @Test
    void fieldsOfOneNameHaveColumnsOfTheirOwn() throws Exception {
        collection("alike").insertOne(BsonDocument.parse("{_id: 1, a: {b: 1}, n: 'x'}"));
        RunningJob job = FLINK.start(shop, 1);
        job.awaitStreaming();
        collection("alike").insertOne(BsonDocument.parse("{_id: 2, a_b: 2, a: {b: 3}, N: [4]}"));
        collection("alike").insertOne(BsonDocument.parse("{_id: 3, 'a.b': 5, a: {b: null}}"));

        job.awaitInStep();

        assertThat(columns("alike"))
                .isEqualTo(
                        Map.of(
                                "id", "bigint",
                                "a_b", "int",
                                "a_b_9b3572da", "int",
                                "N", "json",
                                "n_0d84902c", "varchar(255)",
                                "a.b", "int"));
        assertThat(
                        shop.target()
                                .values(
                                        "SELECT id, a_b, a_b_9b3572da, N, n_0d84902c, `a.b` FROM `"
                                                + shop.table("alike")
                                                + "` ORDER BY id"))
                .containsExactly(
                        Arrays.asList(1L, null, 1, null, "x", null),
                        Arrays.asList(2L, 2, 3, "[4]", null, null),
                        Arrays.asList(3L, null, null, null, null, 5));
        assertThat(DeadLetterRows.of("alike", shop)).isEmpty();
    }

    private static BsonDocument withId(int id, BsonDocument document) {
        BsonDocument copy = new BsonDocument("_id", new BsonInt32(id));
        copy.putAll(document);
        return copy;
    }

    private MongoCollection<BsonDocument> collection(String name) {
        return shop.database().getCollection(name, BsonDocument.class);
    }

    private Map<String, String> columns(String collection) throws SQLException {
        return TargetColumns.of(shop.table(collection), shop.target());
    }
}
