package dev.lockstep.sink.jdbc;

import dev.lockstep.row.DeadLetter;
import dev.lockstep.type.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job would make of a table for some documents.
 *
 * @param exists whether the table is there already
 * @param columns those that Lockstep would fill, the key's first, then by name
 * @param ddl the statements that the job would run, in their order
 * @param conflicts why the job could not write the table at all
 * @param byHand changes that the job leaves to a person
 * @param untouched columns of the table that are not Lockstep's
 * @param risks what may go wrong with whole rows; for columns they have it
 */
public record TablePlan(
        String table,
        boolean exists,
        List<PlannedColumn> columns,
        List<String> ddl,
        List<String> conflicts,
        List<ManualChange> byHand,
        List<String> untouched,
        List<String> risks) {

    public TablePlan {
        columns = List.copyOf(columns);
        ddl = List.copyOf(ddl);
        conflicts = List.copyOf(conflicts);
        byHand = List.copyOf(byHand);
        untouched = List.copyOf(untouched);
        risks = List.copyOf(risks);
    }

    /**
     * A column.
     *
     * @param path the field that goes to it by convention, its names joined with NUL; null for none
     * @param key part of the primary key
     * @param why how it came to its type
     * @param risks what may not fit it one day; none of it holds a value
     */
    public record PlannedColumn(
            String name,
            @Nullable String path,
            ColumnType type,
            boolean key,
            String why,
            List<String> risks) {}

    /**
     * A change that could lose values or break what others do.
     *
     * @param sql to be run by a person who has thought about it
     */
    public record ManualChange(String reason, String sql) {}

    /** Dead letters of one code at one place. */
    public record DeadLetterKind(DeadLetter.Code code, String path)
            implements Comparable<DeadLetterKind> {

        public static DeadLetterKind of(DeadLetter letter) {
            return new DeadLetterKind(letter.code(), letter.path());
        }

        @Override
        public int compareTo(DeadLetterKind other) {
            int byCode = code.name().compareTo(other.code.name());
            return byCode != 0 ? byCode : path.compareTo(other.path);
        }
    }
}
