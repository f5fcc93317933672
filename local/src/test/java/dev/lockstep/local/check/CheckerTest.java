package dev.lockstep.local.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.local.check.Violation.Kind;
import dev.lockstep.local.workload.DocumentKey;
import dev.lockstep.local.workload.Histories;
import dev.lockstep.local.workload.Workload;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The source: 1 and 2 are states, 3 a deletion, 4 a state, 5 was rolled back, 6 a dead letter. */
final class CheckerTest {

    private static final DocumentKey KEY = new DocumentKey(Workload.HOT, 0);

    private final Checker checker = new Checker("test", Histories.of(KEY, "SSDSUP"));

    @Test
    void allowsWhatTheDocumentWentThrough() {
        checker.noRow(KEY);
        rows(1, 1, 2);
        checker.noRow(KEY);
        rows(4, 4);

        assertThat(kinds()).isEmpty();
        assertThat(checker.observations()).isEqualTo(7);
        assertThat(checker.report()).isEqualTo("test saw in 7 observations nothing wrong");
    }

    @Test
    void allowsToMissStates() {
        rows(1, 4);

        assertThat(kinds()).isEmpty();
    }

    @Test
    void findsARowThatWentBack() {
        rows(2, 1);

        assertThat(kinds()).containsExactly(Kind.WENT_BACK);
        assertThat(checker.report())
                .isEqualTo(
                        """
                        test saw in 2 observations {WENT_BACK=1}
                          WENT_BACK hot/k0: version 1 after 2 (of 1, 2, 3 DELETION, 4)""");
    }

    @Test
    void findsADeletedRowThatCameBack() {
        rows(2);
        checker.noRow(KEY);
        rows(2);

        assertThat(kinds()).containsExactly(Kind.CAME_BACK);
    }

    @Test
    void findsARowThatWasNotDeleted() {
        rows(4);
        checker.noRow(KEY);

        assertThat(kinds()).containsExactly(Kind.VANISHED);
    }

    @Test
    void findsWhatNeverWas() {
        rows(3, 5, 6, 7);

        assertThat(kinds())
                .containsExactly(
                        Kind.NEVER_WRITTEN,
                        Kind.NEVER_WRITTEN,
                        Kind.NEVER_WRITTEN,
                        Kind.NEVER_WRITTEN);
    }

    @Test
    void findsARowOfTwoVersions() {
        checker.row(new RowVersion(KEY, 1, false, true));

        assertThat(kinds()).containsExactly(Kind.MIXED);
    }

    @Test
    void findsARowWithTheItemsOfAnotherVersion() {
        checker.row(new RowVersion(KEY, 1, true, false));

        assertThat(kinds()).containsExactly(Kind.TORN);
    }

    @Test
    void findsItemsWithoutARow() {
        checker.table(Workload.HOT, new TableView(List.of(), Set.of(KEY)));

        assertThat(kinds()).containsExactly(Kind.ORPHANED);
        assertThat(checker.report()).endsWith("ORPHANED hot/k0: version 0 after 0 (of 1, 2)");
    }

    @Test
    void aTableHasNoOtherRows() {
        checker.table(Workload.HOT, view(new RowVersion(KEY, 4, true, true)));
        checker.table(Workload.WIDE, view());
        assertThat(kinds()).isEmpty();

        checker.table(Workload.HOT, view());
        assertThat(kinds()).containsExactly(Kind.VANISHED);
    }

    private void rows(long... versions) {
        for (long version : versions) {
            checker.row(new RowVersion(KEY, version, true, true));
        }
    }

    private static TableView view(RowVersion... rows) {
        return new TableView(List.of(rows), Set.of());
    }

    private List<Kind> kinds() {
        return checker.violations().stream().map(Violation::kind).toList();
    }
}
