package dev.lockstep.local.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * All fields of one version of a document. A checksum over them, the key and the version is stored
 * with them: a row that mixes two versions is found by itself. So is, by a second one, a row whose
 * items are of another version.
 *
 * @param items an array with a child table, in which there is one more
 * @param note null for a document without the field
 * @param at milliseconds since the epoch
 */
public record Content(
        String name,
        double amount,
        long count,
        String text,
        List<Integer> tags,
        List<Item> items,
        @Nullable String note,
        long at) {

    private static final List<String> WORDS =
            List.of("", "plain", "O'Reilly", "na\u00efve", "\ud83d\udce6 box", "tab\tend ", "100%");

    /** A number no column takes: the document becomes a dead letter. */
    private static final double POISON = Double.NaN;

    /** Few different ones are made, so that the same come again in another order. */
    public record Item(String name, double price, List<Integer> parts) {

        public Item {
            parts = List.copyOf(parts);
        }

        private static Item random(String name, Random random) {
            List<Integer> parts = List.of(name.length(), 7).subList(0, name.length() % 3);
            return new Item(name, random.nextInt(2) / 4.0, parts);
        }

        private Document document() {
            return new Document("name", name).append("price", price).append("parts", parts);
        }
    }

    public Content {
        tags = List.copyOf(tags);
        items = List.copyOf(items);
    }

    static Content random(Random random) {
        return new Content(
                word(random),
                random.nextInt(100_000) / 4.0,
                random.nextLong(1L << 40),
                word(random) + "x".repeat(random.nextInt(200)),
                numbers(4, random),
                items(random),
                random.nextBoolean() ? word(random) : null,
                1_700_000_000_000L + random.nextInt());
    }

    /** Fewer than the given number, and maybe none. */
    private static List<Integer> numbers(int bound, Random random) {
        return IntStream.range(0, random.nextInt(bound))
                .map(i -> random.nextInt(1000))
                .boxed()
                .toList();
    }

    private static List<Item> items(Random random) {
        List<String> names = new ArrayList<>(WORDS);
        Collections.shuffle(names, random);
        return names.stream()
                .limit(random.nextInt(5))
                .map(name -> Item.random(name, random))
                .toList();
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size())) + random.nextInt(1000);
    }

    /** By an item if there is one: what stands in a child table stops the whole document, too. */
    Content poisoned() {
        if (items.isEmpty()) {
            return new Content(name, POISON, count, text, tags, items, note, at);
        }
        List<Item> poisoned = new ArrayList<>(items);
        Item last = poisoned.remove(poisoned.size() - 1);
        poisoned.add(new Item(last.name(), POISON, last.parts()));
        return new Content(name, amount, count, text, tags, poisoned, note, at);
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
                        .append("items", items.stream().map(Item::document).toList())
                        .append("items_checksum", itemsChecksum(key, version))
                        .append("at", Instant.ofEpochMilli(at));
        return note == null ? document : document.append("note", note);
    }

    /** What the field {@code checksum} of this version must hold. */
    public long checksum(DocumentKey key, long version) {
        // Lengths keep the ends of the texts apart.
        return checksum(
                key.toString(),
                Long.toString(version),
                name.length() + name,
                Double.toString(amount),
                Long.toString(count),
                text.length() + text,
                tags.toString(),
                note == null ? "none" : note.length() + note,
                Long.toString(at));
    }

    /** What the field {@code items_checksum} of this version must hold. */
    public long itemsChecksum(DocumentKey key, long version) {
        return checksum(
                key.toString(),
                Long.toString(version),
                items.stream()
                        .map(item -> item.name().length() + item.name() + item)
                        .collect(Collectors.joining()));
    }

    private static long checksum(String... parts) {
        CRC32C checksum = new CRC32C();
        checksum.update(String.join("|", parts).getBytes(UTF_8));
        return checksum.getValue();
    }
}
