package dev.lockstep.bench;

import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.row.Cell;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import dev.lockstep.value.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

/**
 * The same changes for every setting: rows of ten columns and some 400 bytes, one change of twenty
 * a delete, at random places of 100,000 rows, with ascending positions.
 */
final class SinkChanges {

    private static final int ROWS = 100_000;
    private static final int DELETE_EVERY = 20;
    private static final long FIRST_TIME = 1_700_000_000L << 32;
    private static final String TEXT = "lorem ipsum dolor sit amet ".repeat(5);

    private final Random random = new Random(1);
    private final String table;
    private long made;

    SinkChanges(String table) {
        this.table = table;
    }

    TargetChange[] next(int count) {
        TargetChange[] changes = new TargetChange[count];
        for (int i = 0; i < count; i++) {
            changes[i] = next();
        }
        return changes;
    }

    private TargetChange next() {
        made++;
        String id = String.format("%024x", random.nextInt(ROWS));
        List<Cell> key = List.of(new Cell("id", new Value.ObjectId(id)));
        return made % DELETE_EVERY == 0
                ? new TargetChange.Delete(origin(Operation.DELETE, id), table, key)
                : new TargetChange.Upsert(origin(Operation.UPDATE, id), table, key, cells());
    }

    /** A position as MongoDB's tokens are: time, then what names the event. */
    private Origin origin(Operation operation, String id) {
        long time = FIRST_TIME + made;
        return new Origin(
                operation,
                new Namespace("bench", table),
                "{\"$oid\": \"" + id + "\"}",
                time,
                new Position(String.format("82%016X2B022C0100296E5A1004%s04", time, id)));
    }

    private List<Cell> cells() {
        int number = random.nextInt(1_000_000);
        return List.of(
                new Cell("number", new Value.Int32(number)),
                new Cell("counted", new Value.Int64((long) number << 20)),
                new Cell("total", new Value.Decimal(BigDecimal.valueOf(number, 2))),
                new Cell("ratio", new Value.Float64(number / 7.0)),
                new Cell("paid", new Value.Bool(number % 2 == 0)),
                new Cell("changed", new Value.Date(1_700_000_000_000L + number)),
                new Cell("status", new Value.Text("status " + number % 8)),
                new Cell("email", new Value.Text("customer" + number + "@example.com")),
                new Cell("notes", new Value.Text(TEXT + number)),
                new Cell("tags", new Value.Json("[\"a\",\"b\"," + number + "]")));
    }
}
