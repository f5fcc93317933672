package dev.lockstep.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.event.Position;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.DocumentMapper;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconcileMarksTest {

    private static final Namespace ORDERS = new Namespace("shop", "orders");
    private static final Position POSITION = new Position("8269204EC8000000032B04");

    @Test
    void everyKeyGroupGetsOneMark() throws Exception {
        KeyByDocument keyBy = new KeyByDocument();
        for (ChangeEvent mark : ReconcileMarks.begin(ORDERS, POSITION)) {
            assertThat(mark.operation()).isEqualTo(Operation.RECONCILE_BEGIN);
            assertThat(mark.position()).isEqualTo(POSITION);
            assertThat(mark.clusterTime()).isEqualTo(POSITION.clusterTime());
        }

        assertThat(ReconcileMarks.end(ORDERS, POSITION))
                .allMatch(mark -> mark.operation() == Operation.RECONCILE_END)
                .extracting(mark -> KeyGroups.of(keyBy.getKey(mark)))
                .containsExactlyElementsOf(IntStream.range(0, KeyGroups.COUNT).boxed().toList());
    }

    @Test
    void marksBecomeMarksOfTheTable() {
        DocumentMapper mapper =
                new DocumentMapper(
                        List.of(
                                new CollectionMapping(
                                        "shop",
                                        "*",
                                        "t_{collection}",
                                        List.of(),
                                        List.of(),
                                        List.of(),
                                        SchemaDrift.EVOLVE)));
        ChangeEvent begin = ReconcileMarks.begin(ORDERS, POSITION).get(0);
        ChangeEvent end = ReconcileMarks.end(ORDERS, POSITION).get(0);

        assertThat(mapper.map(begin))
                .isEqualTo(new TargetChange.ReconcileBegin(Origin.of(begin), "t_orders"));
        assertThat(mapper.map(end))
                .isEqualTo(new TargetChange.ReconcileEnd(Origin.of(end), "t_orders"));
    }
}
