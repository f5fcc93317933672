package dev.lockstep.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.mapping.ColumnSource.Metadata;
import dev.lockstep.mask.MaskingKeys;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Columns without a field, and what deletes do. */
class ComputedColumnsTest {

    private static final Value NOW = new Value.Date(1_767_225_600_123L);
    private static final Value EVENT = new Value.Date(1_700_000_000_000L);
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochMilli(1_767_225_600_123L));

    @Test
    void everyRowHasConstantsAndMetadata() {
        DocumentMapper mapper =
                mapper(
                        Deletes.HARD,
                        column(new ColumnSource.Constant(new Value.Text("eu")), "region"),
                        metadata(Metadata.OPERATION),
                        metadata(Metadata.CLUSTER_TIME),
                        metadata(Metadata.SYNCED_AT),
                        metadata(Metadata.SOURCE_ID));

        assertThat(upsert(mapper.map(event(Operation.UPDATE, "{\"a\": 1, \"region\": \"x\"}"))))
                .containsExactly(
                        new Cell("a", "a", new Value.Int32(1)),
                        new Cell("region_field", "region", new Value.Text("x")),
                        new Cell("region", new Value.Text("eu")),
                        new Cell("operation", new Value.Text("UPDATE")),
                        new Cell("cluster_time", EVENT),
                        new Cell("synced_at", NOW),
                        new Cell("source_id", new Value.Text("7")));
    }

    @Test
    void theSnapshotHasNoClusterTime() {
        DocumentMapper mapper = mapper(Deletes.HARD, metadata(Metadata.CLUSTER_TIME));
        ChangeEvent read =
                new ChangeEvent(
                        Operation.READ, new Namespace("shop", "orders"), "7", "{}", 0, null);

        assertThat(upsert(mapper.map(read)))
                .containsExactly(new Cell("cluster_time", Value.Null.INSTANCE));
    }

    @Test
    void hardDeletesRemoveTheRow() {
        TargetChange change = mapper(Deletes.HARD).map(event(Operation.DELETE, null));

        assertThat(change).isInstanceOf(TargetChange.Delete.class);
    }

    @Test
    void softDeletesFlagTheRowAndAReinsertClearsThem() {
        DocumentMapper mapper =
                mapper(
                        Deletes.SOFT,
                        metadata(Metadata.OPERATION),
                        metadata(Metadata.DELETED),
                        metadata(Metadata.DELETED_AT));
        List<Cell> flags =
                List.of(
                        new Cell("operation", new Value.Text("DELETE")),
                        new Cell("deleted", new Value.Bool(true)),
                        new Cell("deleted_at", EVENT));

        assertThat(update(mapper.map(event(Operation.DELETE, null)))).isEqualTo(flags);
        assertThat(update(mapper.map(event(Operation.UPDATE, null)))).isEqualTo(flags);
        assertThat(upsert(mapper.map(event(Operation.INSERT, "{}"))))
                .containsExactly(
                        new Cell("operation", new Value.Text("INSERT")),
                        new Cell("deleted", new Value.Bool(false)),
                        new Cell("deleted_at", Value.Null.INSTANCE));
    }

    @Test
    void ignoredDeletesChangeNothing() {
        DocumentMapper mapper = mapper(Deletes.IGNORE, metadata(Metadata.OPERATION));

        assertThat(update(mapper.map(event(Operation.DELETE, null)))).isEmpty();
    }

    /** The end of a reconciliation would remove what is to stay. */
    @Test
    void rowsThatOutliveTheirDocumentAreNotReconciled() {
        for (Operation operation : List.of(Operation.RECONCILE_BEGIN, Operation.RECONCILE_END)) {
            assertThat(mapper(Deletes.HARD).map(event(operation, null)))
                    .isNotInstanceOf(TargetChange.Seen.class);
            for (Deletes deletes : List.of(Deletes.SOFT, Deletes.IGNORE)) {
                assertThat(mapper(deletes).map(event(operation, null)))
                        .isInstanceOfSatisfying(
                                TargetChange.Seen.class,
                                seen -> {
                                    assertThat(seen.key()).isEmpty();
                                    assertThat(seen.origin().position()).isNull();
                                });
            }
        }
    }

    private static List<Cell> upsert(TargetChange change) {
        return ((TargetChange.Upsert) change).cells();
    }

    private static List<Cell> update(TargetChange change) {
        return ((TargetChange.Update) change).cells();
    }

    private static ChangeEvent event(Operation operation, @Nullable String document) {
        return new ChangeEvent(
                operation,
                new Namespace("shop", "orders"),
                "{\"$numberLong\": \"7\"}",
                document,
                1_700_000_000L << 32 | 5,
                new Position("82"));
    }

    private static ColumnMapping metadata(Metadata metadata) {
        return column(metadata, metadata.name().toLowerCase(java.util.Locale.ROOT));
    }

    private static ColumnMapping column(ColumnSource source, String name) {
        return new ColumnMapping(source, name, null, true, null, ColumnPolicies.of(true, false));
    }

    private static DocumentMapper mapper(Deletes deletes, ColumnMapping... columns) {
        CollectionMapping mapping =
                new CollectionMapping(
                        "shop",
                        "orders",
                        "orders",
                        List.of(),
                        Stream.of(columns).toList(),
                        List.of(),
                        SchemaDrift.EVOLVE,
                        deletes,
                        null,
                        MaskingKeys.NONE);
        return new DocumentMapper(Arrays.asList(mapping), CLOCK);
    }
}
