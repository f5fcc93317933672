package dev.lockstep.sink.jdbc;

import dev.lockstep.config.JdbcTarget;
import dev.lockstep.event.Namespace;
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
        Batch batch = new Batch();
        changes.forEach(batch::add);
        Declarations declared = Declarations.of(namespace, mappings);
        target.get().setReadOnly(true);
        boolean known = hasOwnTables();
        List<TablePlan> plans = new ArrayList<>();
        for (Map.Entry<String, Map<List<Cell>, TargetChange.OfRow>> table :
                batch.rows().entrySet()) {
            TablePlanner planner = new TablePlanner(target, declared);
            plans.add(planner.plan(table.getKey(), known, table.getValue().values()));
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
