package dev.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.Pipeline;
import dev.lockstep.config.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of two pipeline files. */
class PipelineComparisonTest {

    private static final String KEY = "a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleSE=";

    @TempDir private Path folder;

    /** What an entry for {@code shop.orders} says before and after, beside {@code from}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    table: a                              | table: b                               | read again: shop.orders: fills b instead of a, which stays as it is
                    key: [{path: _id, column: a}]         | key: [{path: _id, column: b}]          | by hand: shop.orders: has another key, and the job refuses a table with the old one
                    filter: doc.a > 1                     | filter: doc.a > 2                      | read again: shop.orders: has another filter
                    deletes: hard                         | deletes: ignore                        | compatible: shop.orders: deletes are ignore from now on; rows of before stay as they are
                    schema_drift: evolve                  | schema_drift: strict                   | compatible: shop.orders: schema_drift is strict
                    exclude: []                           | exclude: [a.b]                         | loses values: shop.orders a.b: is excluded: its columns become NULL row by row
                    exclude: [a.b]                        | exclude: []                            | read again: shop.orders a.b: is not excluded any more
                    columns: []                           | columns: [{path: a}]                   | compatible: shop.orders a: is declared, and follows the values
                    columns: []                           | columns: [{path: a, type: INT}]        | compatible: shop.orders a: is declared as INT: what does not fit is a dead letter from now on (ask `plan` without --against whether the table has that type)
                    columns: []                           | columns: [{path: a, type: "DECIMAL(34,10)"}] | compatible: shop.orders a: is declared as DECIMAL(34,10): what
                    columns: []                           | columns: [{path: a, type: "DECIMAL(12,2)"}]  | by hand: shop.orders a: is declared as DECIMAL(12,2); the table may have another type
                    columns: []                           | columns: [{path: a, type: VARCHAR(9)}] | by hand: shop.orders a: is declared as VARCHAR(9); the table may have another type
                    columns: []                           | columns: [{path: a.b, column: a_b_9b3572da}] | compatible: shop.orders a_b_9b3572da: is declared, and follows the values
                    columns: []                           | columns: [{path: id, column: id_field}] | compatible: shop.orders id_field: is declared, and follows the values
                    columns: [{path: a.b, column: a_b_9b3572da}] | columns: []                     | compatible: shop.orders a_b_9b3572da: is not declared any more
                    table: orders                         | key: [{path: _id, type: CHAR(24)}]     | compatible: shop.orders id: is declared as CHAR(24): what does not fit is a dead letter from now on
                    table: orders                         | key: [{path: _id, type: INT}]          | compatible: shop.orders id: is declared as INT
                    key: [{path: _id, type: CHAR(24)}]    | table: orders                          | compatible: shop.orders id: is declared, and follows the values
                    table: orders                         | key: [{path: _id, column: x}]          | by hand: shop.orders: has another key
                    key: [{path: _id, type: CHAR(24)}]    | key: [{path: _id, type: BIGINT}]       | by hand: shop.orders: has another key
                    columns: []                           | columns: [{path: a, column: b}]        | read again: shop.orders b: is a new column
                    columns: []                           | columns: [{path: a, mask: redact}]     | read again: shop.orders a: is a new column
                    columns: [{path: a}]                  | columns: []                            | compatible: shop.orders a: is not declared any more
                    columns: [{path: a, column: b}]       | columns: []                            | loses values: shop.orders b: is not filled any more: it becomes NULL row by row
                    columns: [{constant: 1, column: b}]   | columns: []                            | loses values: shop.orders b: is not filled any more: it becomes NULL row by row
                    columns: [{constant: 1, column: b}]   | columns: [{constant: 2, column: b}]    | read again: shop.orders b: gets its values from elsewhere
                    columns: [{path: a, column: b}]       | columns: [{path: a, column: c}]        | by hand: shop.orders c: is the new name of b
                    columns: [{path: a, type: INT}]       | columns: [{path: a, type: BIGINT}]     | compatible: shop.orders a: INT becomes BIGINT
                    columns: [{path: a, type: BIGINT}]    | columns: [{path: a, type: INT}]        | by hand: shop.orders a: BIGINT becomes INT, which the job never does: values that do not fit are lost
                    columns: [{path: a, type: INT}]       | columns: [{path: a}]                   | compatible: shop.orders a: follows the values from now on
                    columns: [{path: a}]                  | columns: [{path: a, mask: redact}]     | read again: shop.orders a: has another mask, or none
                    columns: [{path: a}]                  | columns: [{path: a, nullable: false}]  | compatible: shop.orders a: treats values that are missing, null or do not fit in another way from now on
                    history: false                        | history: true                          | compatible: shop.orders: its history is in
                    table: orders                         | table: orders                          |
                    children: []                          | children: [{path: a}]                  | read again: shop.orders a: has a table now, orders_a
                    children: [{path: a}]                 | children: []                           | by hand: shop.orders a: has no table any more and becomes JSON; orders_a stays as it is
                    children: [{path: a}]                 | children: [{path: a, table: b}]        | read again: shop.orders a: fills b instead of orders_a, which stays as it is
                    children: [{path: a}]                 | children: [{path: a, element_key: k}]  | by hand: shop.orders a: has another key, and the job refuses a table with the old one
                    children: [{path: a}]                 | children: [{path: a, map: true}]       | by hand: shop.orders a: has another key, and the job refuses a table with the old one
                    children: [{path: a}]                 | children: [{path: a, on_mismatch: empty}] | compatible: shop.orders a: on_mismatch is empty
                    children: [{path: a}]                 | children: [{path: a, exclude: [b]}]    | loses values: shop.orders a b: is excluded: its columns become NULL row by row
                    children: [{path: a, columns: [{path: b, type: BIGINT}]}] | children: [{path: a, columns: [{path: b, type: INT}]}] | by hand: shop.orders a b: BIGINT becomes INT, which the job never does: values that do not fit are lost (ALTER TABLE `orders_a` MODIFY COLUMN `b` INT)
                    children: [{path: a}]                 | children: [{path: a, children: [{path: b}]}] | read again: shop.orders a b: has a table now, orders_a_b
                    children: [{path: a, children: [{path: b}]}] | children: [{path: a, children: [{path: b, table: c}]}] | read again: shop.orders a b: fills c instead of orders_a_b, which stays as it is
                    children: [{path: a}]                 | children: [{path: a}]                  |
                    """)
    void ofACollection(String before, String after, String told) throws IOException {
        List<PipelineChange> changes =
                PipelineComparison.compare(
                        pipeline("{ from: shop.orders, %s }".formatted(before)),
                        pipeline("{ from: shop.orders, %s }".formatted(after)));

        if (told == null) {
            assertThat(changes).isEmpty();
        } else {
            assertThat(changes).singleElement().asString().startsWith(told);
        }
    }

    @Test
    void ofCollectionsThatComeAndGo() throws IOException {
        assertThat(
                        PipelineComparison.compare(
                                pipeline("{ from: shop.orders }, { from: shop.gone }"),
                                pipeline("{ from: shop.orders }, { from: shop.new }")))
                .extracting(PipelineChange::toString)
                .containsExactly(
                        "by hand: shop.gone: is not read any more, and its table stays as it is"
                                + " (drop the table and its row in lockstep_tables)",
                        "read again: shop.new: is new, and only its changes are seen (start the"
                                + " job without Flink state and with startup: initial, which reads"
                                + " all documents again)");
    }

    /** An entry of its own for what an entry for the whole database covered says nothing new. */
    @Test
    void ofACollectionThatGetsAnEntryOfItsOwn() throws IOException {
        Pipeline all = pipeline("{ from: shop.* }");

        assertThat(
                        PipelineComparison.compare(
                                all, pipeline("{ from: shop.orders }, { from: shop.* }")))
                .isEmpty();
        assertThat(
                        PipelineComparison.compare(
                                all, pipeline("{ from: shop.orders, table: o }, { from: shop.* }")))
                .extracting(PipelineChange::what)
                .containsExactly("fills o instead of orders, which stays as it is");
    }

    @Test
    void ofTheChildTablesOfAllCollections() throws IOException {
        assertThat(
                        PipelineComparison.compare(
                                pipeline("{ from: shop.*, children: [{ path: a }] }"),
                                pipeline("{ from: shop.*, children: [{ path: a }, { path: b }] }")))
                .extracting(PipelineChange::what)
                .containsExactly("has a table now, {collection}_b");
    }

    @Test
    void ofThePipeline() throws IOException {
        Path other =
                Files.writeString(
                        folder.resolve("other.yaml"),
                        """
                        name: other
                        source: { uri: "mongodb://user:s3cret@elsewhere" }
                        target: { url: "jdbc:mysql://there/shop?password=s3cret" }
                        collections: [{ from: shop.orders }]
                        errors: { dead_letter_table: letters }
                        masking: { hash_key: "${KEY}" }
                        """);

        List<PipelineChange> changes =
                PipelineComparison.compare(pipeline("{ from: shop.orders }"), read(other));

        assertThat(changes)
                .extracting(PipelineChange::what)
                .containsExactly(
                        "dead letters go to letters; those of before stay",
                        "name shop becomes other, and progress is kept by name",
                        "the source has other hosts",
                        "the target is there/shop instead of localhost/shop");
        assertThat(changes.toString()).doesNotContain("s3cret");
    }

    private Pipeline pipeline(String collections) throws IOException {
        return read(
                Files.writeString(
                        folder.resolve("pipeline.yaml"),
                        """
                        name: shop
                        source: { uri: "mongodb://localhost" }
                        target: { url: "jdbc:mysql://localhost/shop" }
                        collections: [%s]
                        masking: { hash_key: "${KEY}" }
                        """
                                .formatted(collections)));
    }

    private static Pipeline read(Path file) {
        PipelineFile.Outcome outcome = PipelineFile.read(file, Map.of("KEY", KEY)::get);
        assertThat(outcome).isInstanceOf(PipelineFile.Valid.class);
        return ((PipelineFile.Valid) outcome).pipeline();
    }
}
