package dev.lockstep.sink.jdbc;

import dev.lockstep.event.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyGroupRange;

/**
 * Neighbouring key groups whose events are applied up to the same position.
 *
 * <p>A snapshot has no positions, so how far it is tells only the number of transactions. That
 * never becomes smaller, nor when key groups come to other writers.
 *
 * @param first the first key group
 * @param last the last key group, not before the first
 * @param position up to which events are applied, itself included; {@link #NOTHING} for none
 * @param commits the transactions of those who had the key groups
 */
record Segment(int first, int last, Position position, long commits) {

    /** Before every position. */
    static final Position NOTHING = new Position("");

    /** The parts of segments that are in a range, neighbours with equal positions as one. */
    static List<Segment> inside(List<Segment> segments, KeyGroupRange range) {
        List<Segment> inside = new ArrayList<>();
        for (Segment segment : segments) {
            segment.cut(range.getStartKeyGroup(), range.getEndKeyGroup())
                    .forEach(part -> append(part, inside));
        }
        return inside;
    }

    private static void append(Segment part, List<Segment> inside) {
        Segment before = inside.isEmpty() ? part : inside.get(inside.size() - 1);
        if (before.last() + 1 == part.first() && before.position().equals(part.position())) {
            long commits = Math.max(before.commits(), part.commits());
            inside.set(
                    inside.size() - 1,
                    new Segment(before.first(), part.last(), part.position(), commits));
        } else {
            inside.add(part);
        }
    }

    /** The parts of segments that are not in a range. */
    static List<Segment> outside(List<Segment> segments, KeyGroupRange range) {
        return segments.stream()
                .flatMap(
                        segment ->
                                Stream.concat(
                                        segment.cut(0, range.getStartKeyGroup() - 1),
                                        segment.cut(range.getEndKeyGroup() + 1, Integer.MAX_VALUE)))
                .toList();
    }

    /** The part that is between two key groups, if any. */
    private Stream<Segment> cut(int from, int to) {
        int start = Math.max(first, from);
        int end = Math.min(last, to);
        return start <= end
                ? Stream.of(new Segment(start, end, position, commits))
                : Stream.empty();
    }

    /** Whether any of its key groups is further there. */
    boolean isBehind(Segment other) {
        return cut(other.first(), other.last()).findAny().isPresent()
                && (position.compareTo(other.position()) < 0 || commits < other.commits());
    }

    /** The same key groups, at the later of two positions. */
    Segment upTo(Position other) {
        return other.compareTo(position) > 0 ? new Segment(first, last, other, commits) : this;
    }

    /** The same key groups, after some transactions more. */
    Segment after(long more) {
        return new Segment(first, last, position, commits + more);
    }

    boolean overlaps(KeyGroupRange range) {
        return first <= range.getEndKeyGroup() && range.getStartKeyGroup() <= last;
    }

    boolean has(int keyGroup) {
        return first <= keyGroup && keyGroup <= last;
    }
}
