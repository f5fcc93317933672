package dev.lockstep.sink.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                List.of(
                        new Segment(0, 9, A, 3),
                        new Segment(10, 19, A, 2),
                        new Segment(20, 29, B, 1));

        assertThat(Segment.inside(rows, KeyGroupRange.of(5, 24)))
                .containsExactly(new Segment(5, 19, A, 3), new Segment(20, 24, B, 1));
        assertThat(Segment.outside(rows, KeyGroupRange.of(5, 24)))
                .containsExactly(new Segment(0, 4, A, 3), new Segment(25, 29, B, 1));
    }

    @Test
    void aCheckpointKeepsThem() throws IOException {
        SegmentSerializer serializer = new SegmentSerializer();
        Segment segment = new Segment(3, 127, new Position("82".repeat(50_000)), 1L << 40);

        assertThat(serializer.deserialize(2, serializer.serialize(segment))).isEqualTo(segment);
    }

    @Test
    void aCheckpointOfTheFirstVersionCanBeRestored() throws IOException {
        byte[] first = {0, 0, 0, 3, 0, 0, 0, 127, 0, 0, 0, 3, '8', '2', 'A'};

        assertThat(new SegmentSerializer().deserialize(1, first))
                .isEqualTo(new Segment(3, 127, A, 0));
    }

    @Test
    void aCheckpointOfANewerVersionIsRefused() {
        assertThatThrownBy(() -> new SegmentSerializer().deserialize(3, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("Progress of a newer version: 3");
    }

    @Test
    void ofTheSameKeyGroupsOneIsBehindByItsPositionOrItsCommits() {
        Segment segment = new Segment(0, 9, A, 5);

        assertThat(segment.isBehind(new Segment(9, 9, B, 5))).isTrue();
        assertThat(segment.isBehind(new Segment(9, 9, A, 6))).isTrue();
        assertThat(segment.isBehind(new Segment(9, 9, A, 5))).isFalse();
        assertThat(segment.isBehind(new Segment(10, 19, B, 6))).isFalse();
    }

    @Test
    void equalSegmentsThatAreNoNeighboursStayTwo() {
        List<Segment> rows = List.of(new Segment(0, 4, A, 0), new Segment(6, 9, A, 0));

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
            rows.add(new Segment(keyGroup, keyGroup, positions.get(keyGroup), keyGroup));
        }
        List<Segment> first = List.copyOf(rows);
        for (int parallelism : parallelisms) {
            for (int subtask : subtasksInSomeOrder(parallelism)) {
                KeyGroupRange range = KeyGroups.ofSubtask(subtask, parallelism);
                rows = takeOver(rows, range);
                assertThat(Segment.outside(rows, range)).noneMatch(row -> row.overlaps(range));
            }
            assertThat(rows).hasSizeLessThanOrEqualTo(KeyGroups.COUNT);
        }
        assertThat(positionsOf(rows)).isEqualTo(positions);
        // So a checkpoint of before never takes the target for one that was set back.
        assertThat(rows).noneMatch(row -> first.stream().anyMatch(row::isBehind));
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
