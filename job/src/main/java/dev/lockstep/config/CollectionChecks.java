package dev.lockstep.config;

import dev.lockstep.config.yaml.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

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
    private final Set<String> childTables = new HashSet<>();

    CollectionChecks(List<CollectionEntry> entries, String deadLetterTable) {
        this.entries = entries;
        this.deadLetterTable = deadLetterTable;
    }

    void run() {
        for (int i = 0; i < entries.size(); i++) {
            CollectionEntry entry = entries.get(i);
            checkTable(entry);
            entry.children()
                    .forEach(
                            child ->
                                    child.tables(
                                            entry.table(),
                                            (table, place) -> checkChild(entry, table, place)));
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
            if (sameTable(other.resolvedTable(), entry.resolvedTable())) {
                entry.tablePlace()
                        .problem(
                                "would fill the table of '" + other.from() + "' too",
                                "a table of its own, such as {database}_{collection}");
                return;
            }
        }
    }

    private void checkTable(CollectionEntry entry) {
        String table = entry.resolvedTable();
        if (entry.isWildcard() && !entry.table().contains("{collection}")) {
            entry.tablePlace()
                    .problem(
                            "would be one table for many collections",
                            "a name with {collection} in it");
            return;
        }
        if (sameTable(table, deadLetterTable)) {
            entry.tablePlace().problem("is the dead-letter table", "another table");
        } else if (table.toLowerCase(Locale.ROOT).startsWith(Names.RESERVED)) {
            entry.tablePlace()
                    .problem(
                            "begins with " + Names.RESERVED + ", which the job's own tables do",
                            "another name");
        }
        if (!entry.isWildcard() && !Names.isIdentifier(table)) {
            entry.tablePlace()
                    .problem(
                            "makes a table's name that the target can't have",
                            "declare a table of at most " + Names.MAX_LENGTH + " characters");
        }
    }

    /** What a wildcard's tables are called is known only when its collections are. */
    private void checkChild(CollectionEntry entry, String name, Place place) {
        String table = entry.resolved(name);
        if (entry.isWildcard() && !name.contains("{collection}")) {
            place.problem(
                    "would be one table for many collections", "a name with {collection} in it");
        } else if (sameTable(table, deadLetterTable)
                || entries.stream().anyMatch(it -> sameTable(it.resolvedTable(), table))
                || !childTables.add(table.toLowerCase(Locale.ROOT))) {
            place.problem("would fill the table of another", "a table of its own: table: name");
        } else if (table.toLowerCase(Locale.ROOT).startsWith(Names.RESERVED)) {
            place.problem(
                    "begins with " + Names.RESERVED + ", which the job's own tables do",
                    "another name");
        }
    }

    private static boolean sameTable(String first, String second) {
        return first.equalsIgnoreCase(second);
    }
}
