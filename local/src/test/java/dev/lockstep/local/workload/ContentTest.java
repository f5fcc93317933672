package dev.lockstep.local.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ContentTest {

    private static final DocumentKey KEY = new DocumentKey(Workload.HOT, 3);
    private static final Content CONTENT =
            new Content("name", 1.25, 7, "text", List.of(1, 2), null, 1000);

    @Test
    void everyFieldCountsForTheChecksum() {
        assertThat(
                        List.of(
                                CONTENT.checksum(KEY, 1),
                                CONTENT.checksum(KEY, 2),
                                CONTENT.checksum(new DocumentKey(Workload.WIDE, 3), 1),
                                new Content("nam", 1.25, 7, "text", List.of(1, 2), null, 1000)
                                        .checksum(KEY, 1),
                                new Content("name", 1.5, 7, "text", List.of(1, 2), null, 1000)
                                        .checksum(KEY, 1),
                                new Content("name", 1.25, 8, "text", List.of(1, 2), null, 1000)
                                        .checksum(KEY, 1),
                                new Content("name", 1.25, 7, "texts", List.of(1, 2), null, 1000)
                                        .checksum(KEY, 1),
                                new Content("name", 1.25, 7, "text", List.of(12), null, 1000)
                                        .checksum(KEY, 1),
                                new Content("name", 1.25, 7, "text", List.of(1, 2), "", 1000)
                                        .checksum(KEY, 1),
                                new Content("name", 1.25, 7, "text", List.of(1, 2), null, 1001)
                                        .checksum(KEY, 1)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aSeedGivesTheSameContents() {
        assertThat(Content.random(new Random(5))).isEqualTo(Content.random(new Random(5)));
        assertThat(Content.random(new Random(5))).isNotEqualTo(Content.random(new Random(6)));
    }

    @Test
    void aDocumentHasItsVersionAndItsChecksum() {
        assertThat(CONTENT.document(KEY, 4))
                .containsEntry("_id", "k3")
                .containsEntry("version", 4L)
                .containsEntry("checksum", CONTENT.checksum(KEY, 4))
                .doesNotContainKey("note");
        assertThat(CONTENT.poisoned().amount()).isNaN();
    }
}
