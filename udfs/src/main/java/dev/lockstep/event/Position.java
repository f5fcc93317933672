package dev.lockstep.event;

import java.io.Serializable;

/**
 * A place in a change stream's total order. For MongoDB it is the {@code _data} string of the
 * event's resume token, hexadecimal text that orders events when compared as text, also inside a
 * transaction, where cluster times are equal.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/changeStreams/#resume-tokens">Resume tokens</a>
 */
public record Position(String token) implements Comparable<Position>, Serializable {

    @Override
    public int compareTo(Position other) {
        return token.compareTo(other.token);
    }
}
