package dev.lockstep.local.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * All fields of one version of a document. A checksum over them, the key and the version is stored
 * with them: a row that mixes two versions is found by itself.
 *
 * @param note null for a document without the field
 * @param at milliseconds since the epoch
 */
public record Content(
        String name,
        double amount,
        long count,
        String text,
        List<Integer> tags,
        @Nullable String note,
        long at) {

    private static final List<String> WORDS =
            List.of("", "plain", "O'Reilly", "na\u00efve", "\ud83d\udce6 box", "tab\tend ", "100%");

    /** A number no column takes: the document becomes a dead letter. */
    private static final double POISON = Double.NaN;

    public Content {
        tags = List.copyOf(tags);
    }

    static Content random(RandomGenerator random) {
        return new Content(
                word(random),
                random.nextInt(100_000) / 4.0,
                random.nextLong(1L << 40),
                word(random) + "x".repeat(random.nextInt(200)),
                IntStream.range(0, random.nextInt(4))
                        .map(i -> random.nextInt(1000))
                        .boxed()
                        .toList(),
                random.nextBoolean() ? word(random) : null,
                1_700_000_000_000L + random.nextInt());
    }

    private static String word(RandomGenerator random) {
        return WORDS.get(random.nextInt(WORDS.size())) + random.nextInt(1000);
    }

    Content poisoned() {
        return new Content(name, POISON, count, text, tags, note, at);
    }

    /** The whole document. */
    Document document(DocumentKey key, long version) {
        Document document =
                new Document("_id", key.id())
                        .append("version", version)
                        .append("checksum", checksum(key, version))
                        .append("name", name)
                        .append("amount", amount)
                        .append("nested", new Document("count", count).append("text", text))
                        .append("tags", tags)
                        .append("at", Instant.ofEpochMilli(at));
        return note == null ? document : document.append("note", note);
    }

    /** What the field {@code checksum} of this version must hold. */
    public long checksum(DocumentKey key, long version) {
        CRC32C checksum = new CRC32C();
        // Lengths keep the ends of the texts apart.
        String all =
                String.join(
                        "|",
                        key.toString(),
                        Long.toString(version),
                        name.length() + name,
                        Double.toString(amount),
                        Long.toString(count),
                        text.length() + text,
                        tags.toString(),
                        note == null ? "none" : note.length() + note,
                        Long.toString(at));
        checksum.update(all.getBytes(UTF_8));
        return checksum.getValue();
    }
}
