package dev.lockstep.sink.jdbc;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Position;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Tells what the job would do in the target, without doing it: its session can only read. */
public final class TargetPlanner implements AutoCloseable {

    private final TargetConnection target;
    private final List<CollectionMapping> mappings;

    /**
     * @param mappings the pipeline's
     */
    public TargetPlanner(JdbcTarget target, List<CollectionMapping> mappings) {
        this.target = new TargetConnection(target);
        this.mappings = mappings;
    }

    /**
     * Plans the tables that one collection fills.
     *
     * @param changes what its documents became
     */
    public List<TablePlan> plan(Namespace namespace, Collection<TargetChange> changes)
            throws SQLException {
        TableDeclarations declarations = new TableDeclarations(mappings);
        Declarations declared = declarations.of(namespace);
        Batch batch = new Batch(declarations);
        changes.forEach(change -> batch.add(change, Position.before(0)));
        target.get().setReadOnly(true);
        boolean known = hasOwnTables();
        List<TablePlan> plans = new ArrayList<>();
        for (Map.Entry<String, Map<List<Cell>, TargetChange.OfRow>> table :
                batch.rows().entrySet()) {
            plans.add(
                    new TablePlanner(target, declared)
                            .plan(table.getKey(), known, table.getValue().values()));
        }
        for (Map.Entry<String, Map<String, KeyContest.Wish>> table : batch.claims().entrySet()) {
            plans.add(
                    new TablePlanner(target, declared)
                            .plan(table.getKey(), known, Batch.changes(table.getValue())));
        }
        for (Map.Entry<String, List<TargetChange.Upsert>> table : batch.history().entrySet()) {
            plans.add(
                    new TablePlanner(target, declared.ofHistory())
                            .plan(table.getKey(), known, table.getValue()));
        }
        return plans;
    }

    /** Whether a job has written to this database before. */
    private boolean hasOwnTables() throws SQLException {
        try (Statement statement = target.get().createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT COUNT(*) FROM information_schema.tables"
                                        + " WHERE table_schema = DATABASE() AND table_name IN"
                                        + " ('lockstep_tables', 'lockstep_columns')")) {
            row.next();
            return row.getInt(1) == 2;
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
