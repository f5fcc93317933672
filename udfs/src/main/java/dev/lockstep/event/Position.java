package dev.lockstep.event;

import java.io.Serializable;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A place in a change stream's total order. For MongoDB it is the {@code _data} string of the
 * event's resume token, upper-case hexadecimal text that orders events when compared as text, also
 * inside a transaction, where cluster times are equal. It begins with {@code 82} and the cluster
 * time in 16 digits.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/changeStreams/#resume-tokens">Resume tokens</a>
 * @see <a
 *     href="https://github.com/mongodb/mongo/blob/master/src/mongo/db/pipeline/resume_token.h">ResumeToken:
 *     a KeyString whose first field is the cluster time</a>
 */
public record Position(String token) implements Comparable<Position>, Serializable {

    private static final String TIMESTAMP = "82";

    /**
     * A place before all events that have this cluster time or a later one, and after all others.
     *
     * @param clusterTime a BSON timestamp: seconds in the upper 32 bits, an ordinal in the lower
     */
    public static Position before(long clusterTime) {
        return new Position(TIMESTAMP + HexFormat.of().withUpperCase().toHexDigits(clusterTime));
    }

    /**
     * A place after this one and before that of any later event, for what the source itself puts
     * into the stream.
     *
     * @param ordinal from 0 to 0xFFFF; orders several such places
     */
    public Position followedBy(int ordinal) {
        return new Position(token + String.format(Locale.ROOT, "%04X", ordinal));
    }

    /**
     * A place as {@link #followedBy} gives it.
     *
     * @param clusterTime a BSON timestamp; orders several such places
     */
    public Position followedAt(long clusterTime) {
        return new Position(
                followedBy(0).token() + HexFormat.of().withUpperCase().toHexDigits(clusterTime));
    }

    /** The cluster time of what is here, as a BSON timestamp; 0 when the token tells none. */
    public long clusterTime() {
        int end = TIMESTAMP.length() + 2 * Long.BYTES;
        boolean told = token.length() >= end && token.startsWith(TIMESTAMP);
        return told ? HexFormat.fromHexDigitsToLong(token, TIMESTAMP.length(), end) : 0;
    }

    @Override
    public int compareTo(Position other) {
        return token.compareTo(other.token);
    }

    /** Without the token, which may hold the document's key: this text may reach a log. */
    @Override
    public String toString() {
        return "Position[clusterTime=" + (clusterTime() >>> 32) + "." + (int) clusterTime() + "]";
    }
}
