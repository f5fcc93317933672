package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.Changes.batch;
import static dev.lockstep.sink.jdbc.Changes.columns;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.config.Pipeline;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnTypeParser;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each policy does about each way in which a document and its table can differ. */
class SchemaDriftITCase {

    private static final Namespace THINGS = new Namespace("shop", "things");

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    /**
     * The columns beside {@code id} that the table has ({@code none}: no table), the types that are
     * declared, and the fields of a document; then the columns, the document's row or dead letter,
     * how many fields were left out and how many columns stay of another type than declared.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # policy | columns     | declared | document            | columns after            | becomes                          | ignored | left
                    EVOLVE   | none        |          | f: 7                | f int                    | 1,7                              | 0 | 0
                    STRICT   | none        |          | f: 7                | none                     | SCHEMA_CHANGE_NOT_ALLOWED id     | 0 | 0
                    IGNORE   | none        |          | f: 7                | none                     | SCHEMA_CHANGE_NOT_ALLOWED id     | 1 | 0

                    EVOLVE   |             |          | f: 7                | f int                    | 1,7                              | 0 | 0
                    STRICT   |             |          | f: 7                |                          | SCHEMA_CHANGE_NOT_ALLOWED f      | 0 | 0
                    IGNORE   |             |          | f: 7                |                          | 1                                | 1 | 0
                    EVOLVE   |             |          | f: null             |                          | 1                                | 0 | 0
                    STRICT   |             |          | f: null             |                          | 1                                | 0 | 0

                    EVOLVE   |             | f BIGINT | f: 7                | f bigint                 | 1,7                              | 0 | 0
                    STRICT   |             | f BIGINT | f: 7                |                          | SCHEMA_CHANGE_NOT_ALLOWED f      | 0 | 0
                    IGNORE   |             | f BIGINT | f: 7                |                          | SCHEMA_CHANGE_NOT_ALLOWED f      | 0 | 0

                    EVOLVE   | f int       | f INT    | f: 7, g: 8          | f int, g int             | 1,7,8                            | 0 | 0
                    STRICT   | f int       | f INT    | f: 7, g: 8          | f int                    | SCHEMA_CHANGE_NOT_ALLOWED g      | 0 | 0
                    IGNORE   | f int       | f INT    | f: 7, g: 8          | f int                    | 1,7                              | 1 | 0

                    EVOLVE   | f int       |          | f: 'x'              | f json                   | 1,"x"                            | 0 | 0
                    STRICT   | f int       |          | f: 'x'              | f int                    | SCHEMA_CHANGE_NOT_ALLOWED f      | 0 | 0
                    IGNORE   | f int       |          | f: 'x'              | f int                    | TYPE_MISMATCH f                  | 0 | 0
                    EVOLVE   | f varchar(2)|          | f: 'xyz'            | f varchar(255)           | 1,xyz                            | 0 | 0
                    IGNORE   | f varchar(2)|          | f: 'xyz'            | f varchar(2)             | VALUE_TOO_LONG f                 | 0 | 0

                    EVOLVE   | f int       | f BIGINT | f: 1099511627776    | f bigint                 | 1,1099511627776                  | 0 | 0
                    EVOLVE   | f int       | f BIGINT | f: 7                | f int                    | 1,7                              | 0 | 0
                    STRICT   | f int       | f BIGINT | f: 1099511627776    | f int                    | SCHEMA_CHANGE_NOT_ALLOWED f      | 0 | 1
                    IGNORE   | f int       | f BIGINT | f: 1099511627776    | f int                    | VALUE_OUT_OF_RANGE f             | 0 | 1

                    EVOLVE   | f bigint    | f INT    | f: 7                | f bigint                 | 1,7                              | 0 | 1
                    STRICT   | f bigint    | f INT    | f: 7                | f bigint                 | 1,7                              | 0 | 1
                    EVOLVE   | f varchar(9)| f INT    | f: 7                | f varchar(9)             | TYPE_MISMATCH f                  | 0 | 1
                    EVOLVE   | f varchar(9)| f JSON   | f: [1]              | f json                   | 1,[1]                            | 0 | 0

                    EVOLVE   | mine int    |          | f: 7                | mine int, f int          | 1,null,7                         | 0 | 0
                    EVOLVE   | f enum('a') |          | f: 'b'              | f enum('a')              | TYPE_MISMATCH f                  | 0 | 0
                    """)
    void policies(
            SchemaDrift policy,
            String columns,
            String declared,
            String document,
            String columnsAfter,
            String becomes,
            long ignored,
            int left)
            throws SQLException {
        execute(MYSQL, "DROP TABLE IF EXISTS things, lockstep_tables, lockstep_columns");
        if (!"none".equals(columns)) {
            String others = columns == null ? "" : ", " + columns;
            execute(MYSQL, "CREATE TABLE things (id BIGINT PRIMARY KEY" + others + ")");
        }
        Pipeline pipeline = Changes.pipeline(MYSQL, policy, mappings(declared));
        DocumentMapper mapper = new DocumentMapper(pipeline.collections());
        TargetChange change = mapper.map(event(document));

        BatchTransaction transaction = transaction(pipeline);
        BatchTransaction.Result result = transaction.write(batch(change));

        assertThat(result.ignoredFields() + mapper.ignoredFields()).isEqualTo(ignored);
        assertThat(transaction.schemaChangesLeft()).isEqualTo(left);
        assertThat(shownColumns()).isEqualTo(columnsAfter);
        assertThat(outcome(result)).isEqualTo(becomes);
    }

    private static ColumnMapping[] mappings(String declared) {
        return Stream.ofNullable(declared)
                .map(column -> column.split(" "))
                .map(
                        column ->
                                new ColumnMapping(
                                        column[0],
                                        column[0],
                                        ColumnTypeParser.parse(column[1]),
                                        true,
                                        null))
                .toArray(ColumnMapping[]::new);
    }

    private static ChangeEvent event(String fields) {
        return new ChangeEvent(
                Operation.INSERT,
                THINGS,
                "1",
                org.bson.Document.parse("{_id: 1, " + fields + "}").toJson(),
                7L << 32,
                Changes.nextPosition());
    }

    private static BatchTransaction transaction(Pipeline pipeline) {
        return new BatchTransaction(
                new TargetConnection(pipeline.target()), pipeline, Changes.progress(0, 127));
    }

    /** As the test's table has them. */
    private static @Nullable String shownColumns() throws SQLException {
        List<String> all = columns(MYSQL, "things");
        String others = all.stream().skip(1).map(it -> it.replace('|', ' ')).collect(joining(", "));
        return all.isEmpty() ? "none" : others.isEmpty() ? null : others;
    }

    private static String outcome(BatchTransaction.Result result) throws SQLException {
        List<TargetChange.Rejected> rejected = result.rejected();
        if (rejected.isEmpty()) {
            return rows(MYSQL, "SELECT * FROM things").get(0).replace('|', ',');
        }
        DeadLetter letter = rejected.get(0).deadLetter();
        return letter.code() + " " + letter.path();
    }
}
