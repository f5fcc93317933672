package dev.lockstep.config;

import dev.lockstep.config.CollectionEntry.Table;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What must hold between the elements of {@code collections}: each can match, and each fills tables
 * of its own.
 *
 * <p>Tables are compared without regard to case, as on servers with {@code lower_case_table_names}
 * two names that differ in case only are one table.
 */
final class CollectionChecks {

    private final List<CollectionEntry> entries;
    private final String deadLetterTable;

    CollectionChecks(List<CollectionEntry> entries, String deadLetterTable) {
        this.entries = entries;
        this.deadLetterTable = deadLetterTable;
    }

    void run() {
        for (int i = 0; i < entries.size(); i++) {
            CollectionEntry entry = entries.get(i);
            entry.tables().forEach(table -> checkTable(table, entry.isWildcard()));
            checkAgainst(entries.subList(0, i), entry);
        }
    }

    private static void checkAgainst(List<CollectionEntry> earlier, CollectionEntry entry) {
        for (CollectionEntry other : earlier) {
            if (other.coversAllOf(entry)) {
                entry.fromPlace()
                        .problem(
                                "never matches: '" + other.from() + "' before it covers it",
                                "remove it, or put it first");
                return;
            }
            Optional<Table> taken =
                    entry.tables().stream().filter(table -> isOf(other, table)).findFirst();
            if (taken.isPresent()) {
                taken.get()
                        .place()
                        .problem(
                                "would fill the table of '" + other.from() + "' too",
                                "a table of its own, such as {database}_{collection}");
                return;
            }
        }
    }

    private static boolean isOf(CollectionEntry entry, Table table) {
        return entry.tables().stream()
                .anyMatch(other -> sameTable(other.resolved(), table.resolved()));
    }

    private void checkTable(Table table, boolean wildcard) {
        if (wildcard && !table.name().contains("{collection}")) {
            table.place()
                    .problem(
                            "would be one table for many collections",
                            "a name with {collection} in it");
            return;
        }
        if (sameTable(table.resolved(), deadLetterTable)) {
            table.place().problem("is the dead-letter table", "another table");
        } else if (table.resolved().toLowerCase(Locale.ROOT).startsWith(Names.RESERVED)) {
            table.place()
                    .problem(
                            "begins with " + Names.RESERVED + ", which the job's own tables do",
                            "another name");
        }
        if (!wildcard && !Names.isIdentifier(table.resolved())) {
            table.place()
                    .problem(
                            "makes a table's name that the target can't have",
                            "declare a table of at most " + Names.MAX_LENGTH + " characters");
        }
    }

    private static boolean sameTable(String first, String second) {
        return first.equalsIgnoreCase(second);
    }
}
