package dev.lockstep.local.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The aggregation stages that the server has instead of the engine's. */
final class AggregationStagesITCase {

    @RegisterExtension static final MongoDbExtension MONGODB = new MongoDbExtension();

    private MongoCollection<Document> orders;

    @BeforeEach
    void newCollection() {
        orders = MONGODB.newDatabase("shop").getCollection("orders");
    }

    @Test
    void sampleReturnsSoManyDifferentDocuments() {
        insert(IntStream.range(0, 2_000).boxed());

        Set<List<Document>> samples = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            List<Document> sample = run("{$sample: {size: 300}}");
            assertThat(sample).hasSize(300).doesNotHaveDuplicates();
            samples.add(sample);
        }
        assertThat(samples).hasSize(5);
        assertThat(run("{$sample: {size: 5000}}")).hasSize(2_000).doesNotHaveDuplicates();
        assertThat(run("{$match: {_id: {$lt: 3}}}", "{$sample: {size: 2}}")).hasSize(2);
    }

    @Test
    void sampleChoosesFromTheWholeCollection() {
        insert(IntStream.range(0, 1_000).boxed());

        int[] chosenPerTenth = new int[10];
        for (int i = 0; i < 40; i++) {
            run("{$sample: {size: 100}}")
                    .forEach(document -> chosenPerTenth[document.getInteger("_id") / 100]++);
        }
        // 400 are expected in each, with a standard deviation of 18.
        assertThat(IntStream.of(chosenPerTenth).boxed())
                .allSatisfy(chosen -> assertThat(chosen).isBetween(280, 520));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 1,2,3,4,5,6,7       | 1-5:4 5-7:3",
                "3 | 1,2,3,4,5,6,7       | 1-3:2 3-5:2 5-7:3",
                "3 | 7,5,3,1,2,4,6       | 1-3:2 3-5:2 5-7:3",
                "2 | 1,1,1,1,1,2         | 1-2:5 2-2:1",
                "5 | 1,2                 | 1-2:1 2-2:1",
                "1 | 4,5,6               | 4-6:3",
                "2 | 3,3,3               | 3-3:3",
            })
    void bucketAutoPartsDocumentsEvenly(int buckets, String values, String expected) {
        insert(Stream.of(values.split(",")).map(Integer::valueOf));

        List<String> found =
                run("{$bucketAuto: {groupBy: '$n', buckets: " + buckets + "}}").stream()
                        .map(AggregationStagesITCase::text)
                        .toList();
        assertThat(found).containsExactly(expected.split(" "));
    }

    private static String text(Document bucket) {
        Document bounds = bucket.get("_id", Document.class);
        return bounds.get("min") + "-" + bounds.get("max") + ":" + bucket.get("count");
    }

    @Test
    void bucketsHaveTheOrderOfBsonAndTheOutputThatIsAskedFor() {
        orders.insertMany(
                List.of(
                        Document.parse("{_id: 'b', n: 1}"),
                        Document.parse("{_id: 7, n: 2}"),
                        Document.parse("{_id: {$oid: '64a000000000000000000001'}, n: 3}"),
                        Document.parse("{_id: {a: '$n'}, n: 4}")));

        assertThat(
                        run(
                                "{$bucketAuto: {groupBy: '$_id', buckets: 2, output: {sum: {$sum: '$n'},"
                                        + " all: {$push: '$n'}}}}"))
                .containsExactly(
                        Document.parse("{_id: {min: 7, max: {a: '$n'}}, sum: 3, all: [2, 1]}"),
                        Document.parse(
                                "{_id: {min: {a: '$n'}, max: {$oid: '64a000000000000000000001'}}, sum: 7,"
                                        + " all: [4, 3]}"));
    }

    @Test
    void noDocumentsGiveNoBuckets() {
        assertThat(run("{$bucketAuto: {groupBy: '$_id', buckets: 2}}")).isEmpty();
        assertThat(run("{$sample: {size: 3}}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{$sample: {n: 1}}                              | 28749",
                "{$sample: {size: 'x'}}                         | 28746",
                "{$sample: {size: -1}}                          | 28747",
                "{$bucketAuto: {groupBy: '$_id'}}               | 40246",
                "{$bucketAuto: {groupBy: '$_id', buckets: 'x'}} | 40241",
                "{$bucketAuto: {groupBy: '$_id', buckets: 0}}   | 40243",
                "{$nosuch: {}}                                  | 40324",
            })
    void whatCannotBeMeantIsRefused(String stage, int code) {
        assertThatThrownBy(() -> run(stage, "{$project: {n: 1}}"))
                .isInstanceOfSatisfying(
                        MongoCommandException.class, e -> assertThat(e.getCode()).isEqualTo(code));
    }

    private void insert(Stream<Integer> values) {
        List<Document> documents = new ArrayList<>();
        values.forEach(n -> documents.add(new Document("_id", documents.size()).append("n", n)));
        orders.insertMany(documents);
    }

    private List<Document> run(String... stages) {
        return orders.aggregate(Stream.of(stages).map(Document::parse).toList())
                .into(new ArrayList<>());
    }
}
