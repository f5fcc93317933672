package dev.lockstep.local.mongodb;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.FailedToParseException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A point in a change stream. As text it is {@code 82}, the cluster time in 16 hex digits (where
 * MongoDB has it too, and Flink CDC reads it), then the other fields in fixed width, so tokens
 * order as texts.
 *
 * @param time cluster time
 * @param event false for a high-water mark: the point before all events of its time
 * @param index position inside a transaction
 * @param invalidate whether it is the invalidate event that follows the event of the same time and
 *     index
 * @param typeBits goes with the text, and has no part in the order
 */
record ResumeToken(
        long time, boolean event, int index, boolean invalidate, @Nullable BinData typeBits)
        implements Comparable<ResumeToken> {
    private static final int LENGTH = 2 + 16 + 2 + 8 + 2;
    private static final Comparator<ResumeToken> ORDER =
            Comparator.comparing(ResumeToken::time, Long::compareUnsigned)
                    .thenComparing(ResumeToken::event)
                    .thenComparing(ResumeToken::index)
                    .thenComparing(ResumeToken::invalidate);

    static ResumeToken highWaterMark(long time) {
        return new ResumeToken(time, false, 0, false, null);
    }

    static ResumeToken ofEvent(long time, int index) {
        return new ResumeToken(time, true, index, false, null);
    }

    ResumeToken ofInvalidate() {
        return new ResumeToken(time, true, index, true, null);
    }

    static ResumeToken parse(Document token) {
        if (!(token.get("_data") instanceof String data)) {
            throw new MongoServerError(
                    40647,
                    "Bad resume token: _data of missing or of wrong type. Expected string, got "
                            + token.toString(true));
        }
        if (data.length() % 2 != 0 || !data.chars().allMatch(HexFormat::isHexDigit)) {
            throw new FailedToParseException("resume token string was not a valid hex string");
        }
        if (data.length() != LENGTH || !data.startsWith("82")) {
            throw new MongoServerError(
                    15, "Overflow", "Invalid advance (8) past end of buffer[0] at offset: 0");
        }
        return new ResumeToken(
                HexFormat.fromHexDigitsToLong(data, 2, 18),
                data.startsWith("80", 18),
                HexFormat.fromHexDigits(data, 20, 28),
                data.startsWith("01", 28),
                token.get("_typeBits") instanceof BinData typeBits ? typeBits : null);
    }

    Document toDocument() {
        Document token = new Document("_data", toString());
        return typeBits == null ? token : token.append("_typeBits", typeBits);
    }

    ResumeToken max(ResumeToken other) {
        return compareTo(other) < 0 ? other : this;
    }

    @Override
    public int compareTo(ResumeToken other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "82%016x%s%08x%s",
                        time,
                        event ? "80" : "00",
                        index,
                        invalidate ? "01" : "00")
                .toUpperCase(Locale.ROOT);
    }
}
