package dev.lockstep.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.workload.Content.Item;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

final class ContentTest {

    private static final DocumentKey KEY = new DocumentKey(Workload.HOT, 3);
    private static final Item CUP = new Item("cup", 1.5, List.of(1));
    private static final Item POT = new Item("pot", 2, List.of());
    private static final Content CONTENT = of("name", 1.25, 7, "text", List.of(1, 2), null, 1000);

    @Test
    void everyFieldCountsForTheChecksum() {
        assertThat(
                        List.of(
                                CONTENT.checksum(KEY, 1),
                                CONTENT.checksum(KEY, 2),
                                CONTENT.checksum(new DocumentKey(Workload.WIDE, 3), 1),
                                of("nam", 1.25, 7, "text", List.of(1, 2), null, 1000)
                                        .checksum(KEY, 1),
                                of("name", 1.5, 7, "text", List.of(1, 2), null, 1000)
                                        .checksum(KEY, 1),
                                of("name", 1.25, 8, "text", List.of(1, 2), null, 1000)
                                        .checksum(KEY, 1),
                                of("name", 1.25, 7, "texts", List.of(1, 2), null, 1000)
                                        .checksum(KEY, 1),
                                of("name", 1.25, 7, "text", List.of(12), null, 1000)
                                        .checksum(KEY, 1),
                                of("name", 1.25, 7, "text", List.of(1, 2), "", 1000)
                                        .checksum(KEY, 1),
                                of("name", 1.25, 7, "text", List.of(1, 2), null, 1001)
                                        .checksum(KEY, 1)))
                .doesNotHaveDuplicates();
    }

    @Test
    void allOfTheItemsAndTheirOrderCountForTheirChecksum() {
        assertThat(
                        List.of(
                                items(CUP, POT).itemsChecksum(KEY, 1),
                                items(CUP, POT).itemsChecksum(KEY, 2),
                                items(CUP, POT).itemsChecksum(new DocumentKey(Workload.WIDE, 3), 1),
                                items(POT, CUP).itemsChecksum(KEY, 1),
                                items(CUP).itemsChecksum(KEY, 1),
                                items().itemsChecksum(KEY, 1),
                                items(new Item("cups", 1.5, List.of(1))).itemsChecksum(KEY, 1),
                                items(new Item("cup", 1, List.of(1))).itemsChecksum(KEY, 1),
                                items(new Item("cup", 1.5, List.of())).itemsChecksum(KEY, 1)))
                .doesNotHaveDuplicates();
    }

    /** From one to the next they grow, shrink, go and come again, and change their order only. */
    @Test
    void itemsGoThroughAllThatCanHappen() {
        Random random = new Random(1);
        List<List<Item>> all =
                IntStream.range(0, 20_000).mapToObj(i -> Content.random(random).items()).toList();
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < all.size(); i++) {
            List<Item> before = all.get(i - 1);
            List<Item> after = all.get(i);
            boolean same = new HashSet<>(before).equals(new HashSet<>(after));
            seen.add(
                    after.isEmpty()
                            ? "empty"
                            : same && !after.equals(before)
                                    ? "reordered"
                                    : Integer.toString(
                                            Integer.signum(after.size() - before.size())));
        }

        assertThat(seen).containsExactlyInAnyOrder("empty", "reordered", "-1", "0", "1");
    }

    @Test
    void aSeedGivesTheSameContents() {
        assertThat(Content.random(new Random(5))).isEqualTo(Content.random(new Random(5)));
        assertThat(Content.random(new Random(5))).isNotEqualTo(Content.random(new Random(6)));
    }

    @Test
    void aDocumentHasItsVersionAndItsChecksums() {
        assertThat(items(CUP).document(KEY, 4))
                .containsEntry("_id", "k3")
                .containsEntry("version", 4L)
                .containsEntry("checksum", CONTENT.checksum(KEY, 4))
                .containsEntry("items_checksum", items(CUP).itemsChecksum(KEY, 4))
                .containsEntry(
                        "items",
                        List.of(
                                new Document("name", "cup")
                                        .append("price", 1.5)
                                        .append("parts", List.of(1))))
                .doesNotContainKey("note");
    }

    @Test
    void poisonIsInTheLastItemOrElseInTheDocument() {
        assertThat(CONTENT.poisoned().amount()).isNaN();
        assertThat(items(CUP, POT).poisoned().amount()).isEqualTo(1.25);
        assertThat(items(CUP, POT).poisoned().items())
                .containsExactly(CUP, new Item("pot", Double.NaN, List.of()));
    }

    private static Content items(Item... items) {
        return new Content("name", 1.25, 7, "text", List.of(1, 2), List.of(items), null, 1000);
    }

    private static Content of(
            String name,
            double amount,
            long count,
            String text,
            List<Integer> tags,
            String note,
            long at) {
        return new Content(name, amount, count, text, tags, List.of(), note, at);
    }
}
