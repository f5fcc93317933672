package dev.lockstep.sink.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.event.Position;
import dev.lockstep.function.KeyGroups;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.junit.jupiter.api.Test;

class SegmentTest {

    private static final Position A = new Position("82A");
    private static final Position B = new Position("82B");

    @Test
    void equalNeighboursInARangeAreOne() {
        List<Segment> rows =
                List.of(new Segment(0, 9, A), new Segment(10, 19, A), new Segment(20, 29, B));

        assertThat(Segment.inside(rows, KeyGroupRange.of(5, 24)))
                .containsExactly(new Segment(5, 19, A), new Segment(20, 24, B));
        assertThat(Segment.outside(rows, KeyGroupRange.of(5, 24)))
                .containsExactly(new Segment(0, 4, A), new Segment(25, 29, B));
    }

    @Test
    void aCheckpointKeepsThem() throws IOException {
        SegmentSerializer serializer = new SegmentSerializer();
        Segment segment = new Segment(3, 127, new Position("82".repeat(50_000)));

        assertThat(serializer.deserialize(1, serializer.serialize(segment))).isEqualTo(segment);
    }

    @Test
    void equalSegmentsThatAreNoNeighboursStayTwo() {
        List<Segment> rows = List.of(new Segment(0, 4, A), new Segment(6, 9, A));

        assertThat(Segment.inside(rows, KeyGroupRange.of(0, 9))).isEqualTo(rows);
    }

    /**
     * Every key group keeps its position, in whatever order the subtasks of whatever parallelism
     * take their ranges over.
     */
    @Property(tries = 200)
    void takeOversKeepEveryPosition(
            @ForAll("positions") List<Position> positions,
            @ForAll("parallelisms") List<Integer> parallelisms) {
        List<Segment> rows = new ArrayList<>();
        for (int keyGroup = 0; keyGroup < KeyGroups.COUNT; keyGroup++) {
            rows.add(new Segment(keyGroup, keyGroup, positions.get(keyGroup)));
        }
        for (int parallelism : parallelisms) {
            for (int subtask : subtasksInSomeOrder(parallelism)) {
                KeyGroupRange range = KeyGroups.ofSubtask(subtask, parallelism);
                rows = takeOver(rows, range);
                assertThat(Segment.outside(rows, range)).noneMatch(row -> row.overlaps(range));
            }
            assertThat(rows).hasSizeLessThanOrEqualTo(KeyGroups.COUNT);
        }
        assertThat(positionsOf(rows)).isEqualTo(positions);
    }

    @Provide
    Arbitrary<List<Position>> positions() {
        return Arbitraries.of(Segment.NOTHING, A, B).list().ofSize(KeyGroups.COUNT);
    }

    @Provide
    Arbitrary<List<Integer>> parallelisms() {
        return Arbitraries.integers().between(1, KeyGroups.COUNT).list().ofMinSize(1).ofMaxSize(4);
    }

    private static List<Integer> subtasksInSomeOrder(int parallelism) {
        return IntStream.range(0, parallelism)
                .boxed()
                .sorted(Comparator.comparing(subtask -> Integer.toString(subtask * 7_919)))
                .toList();
    }

    private static List<Segment> takeOver(List<Segment> rows, KeyGroupRange range) {
        List<Segment> result = new ArrayList<>(Segment.inside(rows, range));
        result.addAll(Segment.outside(rows, range));
        result.sort(Comparator.comparing(Segment::first));
        return result;
    }

    private static List<Position> positionsOf(List<Segment> rows) {
        return IntStream.range(0, KeyGroups.COUNT)
                .mapToObj(
                        keyGroup ->
                                rows.stream()
                                        .filter(row -> row.has(keyGroup))
                                        .reduce((one, two) -> duplicate(keyGroup))
                                        .orElseThrow()
                                        .position())
                .toList();
    }

    private static Segment duplicate(int keyGroup) {
        throw new AssertionError("two rows have key group " + keyGroup);
    }
}
