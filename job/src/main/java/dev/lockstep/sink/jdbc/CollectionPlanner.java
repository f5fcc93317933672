package dev.lockstep.sink.jdbc;

import dev.lockstep.mapping.ChildTable;
import dev.lockstep.mapping.OnDuplicateKey;
import dev.lockstep.row.Cell;
import dev.lockstep.row.TargetChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out what the job would make of the tables of one collection, in the order of a batch. */
final class CollectionPlanner {

    private final TargetConnection target;
    private final Declarations declared;
    private final boolean known;
    private final List<TablePlan> plans = new ArrayList<>();

    /** Of each document the last one, as in the table of dead letters. */
    private final Map<String, TargetChange.Rejected> letters = new LinkedHashMap<>();

    /**
     * @param known whether the target has Lockstep's own tables
     */
    CollectionPlanner(TargetConnection target, Declarations declared, boolean known) {
        this.target = target;
        this.declared = declared;
        this.known = known;
    }

    TargetPlanner.TargetPlan plan(Batch batch) throws SQLException {
        for (Map.Entry<String, Map<List<Cell>, TargetChange.OfRow>> table :
                batch.rows().entrySet()) {
            plan(table.getKey(), table.getValue().values(), List.of());
        }
        for (Map.Entry<String, Map<String, KeyContest.Wish>> table : batch.claims().entrySet()) {
            Map<String, KeyContest.Wish> wishes = table.getValue();
            List<Claim> waiting = waiting(wishes.values());
            plan(table.getKey(), Batch.changes(wishes), risks(waiting.size()));
            if (declared.onDuplicateKey() == OnDuplicateKey.REJECT) {
                waiting.forEach(claim -> note(ClaimedRows.letter(claim, declared)));
            }
        }
        for (Map.Entry<String, List<TargetChange.Upsert>> table : batch.history().entrySet()) {
            TablePlanner history = new TablePlanner(target, declared.ofHistory(), known);
            plans.add(history.plan(table.getKey(), table.getValue(), List.of()));
            history.rejected().forEach(this::note);
        }
        return new TargetPlanner.TargetPlan(
                plans, letters.values().stream().map(TargetChange.Rejected::deadLetter).toList());
    }

    /** The documents' own table, and those of their arrays and maps, as far as they have any. */
    private void plan(String table, Collection<TargetChange.OfRow> changes, List<String> risks)
            throws SQLException {
        TablePlanner own = new TablePlanner(target, declared, known);
        plans.add(own.plan(table, changes, risks));
        own.rejected().forEach(this::note);
        for (ChildTable child : declared.children()) {
            TablePlanner planner =
                    new TablePlanner(target, declared.ofChild(child, own.imagined()), known);
            TablePlan plan = planner.plan(child, changes);
            if (plan.exists() || !plan.columns().isEmpty()) {
                plans.add(plan);
            }
            planner.rejected().forEach(this::note);
        }
    }

    /** The documents whose key another one of them has. */
    private List<Claim> waiting(Collection<KeyContest.Wish> wishes) {
        KeyContest contest =
                new KeyContest(
                        declared.onDuplicateKey(), key -> KeyHash.of(key, declared), List.of());
        wishes.forEach(contest::add);
        return contest.decide().lost();
    }

    private List<String> risks(int waiting) {
        String whatThen =
                declared.onDuplicateKey() == OnDuplicateKey.REJECT
                        ? "a dead letter until the other gives it up"
                        : "not seen until the other gives it up";
        return waiting == 0
                ? List.of()
                : List.of(
                        "documents whose key (%s) another one has: %d; each is %s"
                                .formatted(String.join(", ", declared.key()), waiting, whatThen));
    }

    private void note(TargetChange.Rejected letter) {
        letters.put(Batch.documentOf(letter.origin()), letter);
    }
}
