package dev.lockstep.sink.jdbc;

import static dev.lockstep.sink.jdbc.BusinessKeysITCase.delete;
import static dev.lockstep.sink.jdbc.BusinessKeysITCase.user;
import static dev.lockstep.sink.jdbc.Changes.cell;
import static dev.lockstep.sink.jdbc.Changes.execute;
import static dev.lockstep.sink.jdbc.Changes.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.function.KeyGroups;
import dev.lockstep.local.mysql.MySqlExtension;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several documents want few keys, their changes come by several writers at once that are not in
 * step, and some of them again after a failure: the table and its child table are what a model
 * says.
 */
class KeyModelITCase {

    @RegisterExtension static final MySqlExtension MYSQL = new MySqlExtension();

    private static final int CHANGES = 400;
    private static final int DOCUMENTS = 12;
    private static final int KEYS = 5;

    @ParameterizedTest
    @CsvSource({"LATEST, 1", "LATEST, 2", "LATEST, 3", "REJECT, 4", "REJECT, 5", "REJECT, 6"})
    void theTableIsWhatTheModelSays(OnDuplicateKey policy, long seed) throws Exception {
        execute(
                MYSQL,
                "DROP TABLE IF EXISTS lockstep_progress, lockstep_tables, lockstep_keys,"
                        + " lockstep_dead_letters, users, users_tags");
        Random random = new Random(seed);
        List<TargetChange.OfRow> changes =
                IntStream.range(0, CHANGES).mapToObj(i -> change(i, random)).toList();

        int failed = CHANGES * 2 / 3;
        run(policy, changes.subList(0, failed), 3, random);
        run(policy, changes.subList(random.nextInt(failed), CHANGES), 2, random);

        assertEqualsModel(policy, changes);
    }

    private static TargetChange.OfRow change(int number, Random random) {
        int document = random.nextInt(DOCUMENTS);
        return random.nextInt(4) == 0
                ? delete(document)
                : withTags(user(document, "key" + random.nextInt(KEYS), "v" + number));
    }

    /** As many as its value says, and each of them tells whose it is. */
    private static TargetChange.Upsert withTags(TargetChange.Upsert user) {
        List<ChildRows.Row> rows = new ArrayList<>();
        for (String tag : tags(text(user.cells().get(1)))) {
            rows.add(
                    new ChildRows.Row(
                            List.of(cell("ordinal", rows.size())), List.of(cell("value", tag))));
        }
        return new TargetChange.Upsert(
                user.origin(),
                user.table(),
                user.key(),
                user.cells(),
                List.of(),
                List.of(new ChildRows("users_tags", List.of("users_email"), rows)));
    }

    private static List<String> tags(String value) {
        int number = Integer.parseInt(value.substring(1));
        return IntStream.range(0, number % 4).mapToObj(i -> value + '-' + i).toList();
    }

    private static CollectionMapping mapping(OnDuplicateKey policy) {
        return BusinessKeysITCase.mapping(policy)
                .withChildren(List.of(ChildMapping.byConvention("tags")));
    }

    /** Each writer has a part of the documents and a pace of its own. */
    private static void run(
            OnDuplicateKey policy, List<TargetChange.OfRow> changes, int writers, Random random) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int subtask = 0; subtask < writers; subtask++) {
            KeyGroupRange range = KeyGroups.ofSubtask(subtask, writers);
            Random pace = new Random(random.nextLong());
            running.add(
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    write(policy, changes, range, pace);
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        running.forEach(CompletableFuture::join);
    }

    private static void write(
            OnDuplicateKey policy,
            List<TargetChange.OfRow> changes,
            KeyGroupRange range,
            Random pace)
            throws Exception {
        JdbcTargetWriter writer =
                new JdbcTargetWriter(
                        Changes.pipeline(MYSQL, mapping(policy)),
                        new Progress("test", range, List.of()),
                        new ManualTimers(),
                        new RecordingMetrics());
        try {
            for (TargetChange change : changes) {
                if (range.contains(KeyGroups.of(Batch.documentOf(change.origin())))) {
                    writer.write(change, null);
                    if (pace.nextInt(3) == 0) {
                        writer.flush(false);
                    }
                }
            }
            writer.flush(false);
        } finally {
            writer.close();
        }
    }

    private static void assertEqualsModel(OnDuplicateKey policy, List<TargetChange.OfRow> changes)
            throws SQLException {
        Map<String, TargetChange.Upsert> last = new TreeMap<>();
        for (TargetChange.OfRow change : changes) {
            String document = change.origin().documentKey();
            last.remove(document);
            if (change instanceof TargetChange.Upsert upsert) {
                last.put(document, upsert);
            }
        }
        Map<String, List<String>> wanted =
                changes.stream()
                        .filter(last::containsValue)
                        .map(TargetChange.Upsert.class::cast)
                        .collect(
                                Collectors.groupingBy(
                                        change -> text(change.key().get(0)),
                                        TreeMap::new,
                                        Collectors.mapping(
                                                KeyModelITCase::row, Collectors.toList())));
        List<String> found = rows(MYSQL, "SELECT email, id, v FROM users ORDER BY email");
        assertThat(rows(MYSQL, "SELECT * FROM users_tags ORDER BY 1, 2"))
                .containsExactlyElementsOf(found.stream().flatMap(KeyModelITCase::tagsOf).toList());
        List<String> waiting =
                rows(
                        MYSQL,
                        "SELECT document_key FROM lockstep_dead_letters WHERE NOT superseded"
                                + " AND code = 'DUPLICATE_KEY'");
        if (policy == OnDuplicateKey.LATEST) {
            assertThat(found)
                    .containsExactlyElementsOf(
                            wanted.values().stream().map(of -> of.get(of.size() - 1)).toList());
            assertThat(waiting).isEmpty();
            return;
        }
        assertThat(found).hasSize(wanted.size());
        List<String> without = new ArrayList<>(last.keySet());
        for (String row : found) {
            assertThat(wanted.get(row.substring(0, row.indexOf('|')))).contains(row);
            without.remove(row.substring(row.indexOf('|') + 1, row.lastIndexOf('|')));
        }
        assertThat(waiting).containsExactlyInAnyOrderElementsOf(without);
    }

    /** The rows in the child table of a row of the table. */
    private static Stream<String> tagsOf(String row) {
        List<String> tags = tags(row.substring(row.lastIndexOf('|') + 1));
        String key = row.substring(0, row.indexOf('|'));
        return IntStream.range(0, tags.size()).mapToObj(i -> key + '|' + i + '|' + tags.get(i));
    }

    private static String row(TargetChange.Upsert change) {
        return text(change.key().get(0))
                + '|'
                + change.origin().documentKey()
                + '|'
                + text(change.cells().get(1));
    }

    private static String text(Cell cell) {
        return ((Value.Text) cell.value()).value();
    }
}
