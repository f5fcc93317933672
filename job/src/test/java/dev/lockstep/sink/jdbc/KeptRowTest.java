package dev.lockstep.sink.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows that wait in the target for their key, also those that an earlier version left there. */
class KeptRowTest {

    private static final String WITHOUT_CHILDREN =
            "0100750000000473686f70000000057573657273000000013700000000000000"
                    + "0000000001300000000575736572730000000100000005656d61696cffffffff"
                    + "080000000161000000000000000000000000";

    private final KeptRow kept = new KeptRow();

    @Test
    void aRowComesBackWithItsChildRows() {
        for (int elements : List.of(0, 1, 5_000)) {
            TargetChange.Upsert change = user(items(elements));
            assertThat(kept.change(kept.bytes(change))).isEqualTo(change);
        }
    }

    @Test
    void manyChildRowsTakeLittleRoom() {
        assertThat(kept.bytes(user(items(5_000)))).hasSizeLessThan(5_000 * 16);
    }

    @Test
    void rowsOfEarlierVersionsCanBeRead() {
        byte[] before = HexFormat.of().parseHex(WITHOUT_CHILDREN);

        assertThat(kept.change(before)).isEqualTo(user(List.of()));
        // The number of child tables came later.
        assertThat(kept.change(Arrays.copyOf(before, before.length - Integer.BYTES)))
                .isEqualTo(user(List.of()));
    }

    @Test
    void aFormOfALaterVersionIsRefused() {
        byte[] row = kept.bytes(user(items(5_000)));
        row[0] = 9;
        assertThatThrownBy(() -> kept.change(row))
                .isInstanceOf(TargetRefusedException.class)
                .hasMessageStartingWith("lockstep_keys was written by another version");
    }

    private static TargetChange.Upsert user(List<ChildRows> children) {
        return new TargetChange.Upsert(
                new Origin(
                        Operation.UPDATE,
                        new Namespace("shop", "users"),
                        "7",
                        0,
                        new Position("0")),
                "users",
                List.of(new Cell("email", new Value.Text("a"))),
                List.of(),
                List.of(),
                children);
    }

    private static List<ChildRows> items(int count) {
        List<ChildRows.Row> rows =
                IntStream.range(0, count)
                        .mapToObj(
                                i ->
                                        new ChildRows.Row(
                                                List.of(new Cell("ordinal", new Value.Int32(i))),
                                                List.of(new Cell("n", new Value.Int64(i)))))
                        .toList();
        return List.of(new ChildRows("users_items", List.of("users_email"), rows));
    }
}
