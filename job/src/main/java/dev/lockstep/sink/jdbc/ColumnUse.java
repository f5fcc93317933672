package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ValueKind;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How some documents use the columns of a table: types, sizes and how often, but no value. */
final class ColumnUse {

    private static final int MANY_PERCENT = 80;

    private int rows;
    private final Map<String, Use> columns = new HashMap<>();

    private static final class Use {
        private int values;
        private final Room room = new Room();
        private final SortedSet<String> types = new TreeSet<>();
        private final List<Step> steps = new ArrayList<>();
    }

    /**
     * A type that a value made a column take.
     *
     * @param kind the value's type
     */
    private record Step(ColumnType type, String kind) {}

    void add(TargetChange.OfRow change) {
        if (change instanceof TargetChange.Upsert upsert) {
            rows++;
            cells(upsert).forEach(this::add);
        }
    }

    private static Stream<Cell> cells(TargetChange.Upsert upsert) {
        return Stream.concat(upsert.key().stream(), upsert.cells().stream());
    }

    private void add(Cell cell) {
        Use use = columns.computeIfAbsent(idOf(cell), id -> new Use());
        if (!(cell.value() instanceof Value.Null)) {
            use.values++;
            use.types.add(ValueKind.precisely(cell.value()));
            use.room.add(cell.value());
        }
    }

    /** Takes note of the types that a change made the demand take. */
    void noteTypes(TargetChange.OfRow change, SchemaDemand demand) {
        if (!(change instanceof TargetChange.Upsert upsert)) {
            return;
        }
        cells(upsert)
                .filter(cell -> demand.wants(cell))
                .forEach(
                        cell -> {
                            List<Step> steps = columns.get(idOf(cell)).steps;
                            ColumnType type = demand.typeOr(cell, new ColumnType.Json());
                            if (steps.isEmpty()
                                    || !steps.get(steps.size() - 1).type().equals(type)) {
                                steps.add(new Step(type, ValueKind.precisely(cell.value())));
                            }
                        });
    }

    private static String idOf(Cell cell) {
        return SchemaDemand.idOf(cell.column(), cell.path());
    }

    private static String idOf(Column column) {
        return SchemaDemand.idOf(column.name(), column.path());
    }

    boolean has(Column column) {
        return columns.containsKey(idOf(column));
    }

    /** Rows in which the column is NULL. */
    int nulls(Column column) {
        Use use = columns.get(idOf(column));
        return rows - (use == null ? 0 : use.values);
    }

    /**
     * How a column came to its type.
     *
     * @param before as the table has it; null if it does not
     * @param declared null if nothing is declared
     */
    String why(Column column, @Nullable Column before, @Nullable ColumnMapping declared) {
        if (declared != null && declared.type() != null) {
            boolean same = declared.type().equals(column.type());
            return same ? "declared" : "the table has it, declared as " + declared.type();
        }
        Use use = columns.get(idOf(column));
        List<String> steps = new ArrayList<>();
        if (before != null) {
            steps.add("the table has " + before.type());
        }
        if (use != null) {
            for (Step step : use.steps) {
                steps.add(step.type() + " for " + step.kind());
            }
        }
        String why = String.join(", then ", steps);
        return why.isEmpty() ? "declared" : why;
    }

    /**
     * What may not fit a column one day.
     *
     * @param type that values must fit
     */
    List<String> risks(Column column, ColumnType type) {
        Use use = columns.get(idOf(column));
        if (use == null) {
            return List.of();
        }
        List<String> risks = new ArrayList<>();
        if (use.types.size() > 1 && !(type instanceof ColumnType.Json)) {
            risks.add("mixed types: " + String.join(", ", use.types));
        }
        int percent = use.room.percentOf(type);
        if (percent >= MANY_PERCENT) {
            risks.add("up to " + percent + " % of " + type + " is used");
        }
        return risks;
    }
}
