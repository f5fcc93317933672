package dev.lockstep.mapping;

import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Namespace;
import dev.lockstep.event.Operation;
import dev.lockstep.mask.Masker;
import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps the change events of one collection. */
final class CollectionMapper {

    private final String table;
    private final Optional<BusinessKey> businessKey;
    private final KeyMapper key;
    private final ShownDocument shown;
    private final RowBuilder row;
    private final DocumentRules rules;
    private final ComputedCells computed;
    private final Deletes deletes;
    private final List<ChildMapper> children;
    private final List<ChildRows> noChildren;

    CollectionMapper(CollectionMapping mapping, Namespace namespace, InstantSource clock) {
        this.businessKey = BusinessKey.of(mapping);
        List<ColumnMapping> keyColumns =
                businessKey.isPresent() ? List.of() : KeyMapper.keyOf(mapping);
        List<ChildTable> tables = ChildTable.of(mapping, namespace);
        FieldTree fields = new FieldTree(ofRow(mapping), keyColumns, tables);
        Masker masker = new Masker(mapping.maskingKeys());
        this.table = mapping.tableFor(namespace);
        this.shown = new ShownDocument(fields.root());
        this.key = new KeyMapper(keyColumns);
        this.row = new RowBuilder(fields, drift(mapping), mapping.limits().columns(), masker);
        this.rules = new DocumentRules(mapping, fields.root().without(false, true));
        this.computed = new ComputedCells(mapping.columns(), rules, masker, clock);
        this.deletes = mapping.deletes();
        this.children =
                ChildMapper.of(
                        tables,
                        fields,
                        new ChildMapper.Shared(
                                mapping.schemaDrift(),
                                mapping.limits().columns(),
                                rules,
                                masker,
                                clock));
        this.noChildren = takeChildren();
    }

    /** A business key's parts are read from the document as other columns are. */
    static CollectionMapping ofRow(CollectionMapping mapping) {
        return mapping.hasBusinessKey()
                ? mapping.withoutKey(BusinessKey.columns(mapping))
                : mapping;
    }

    /** Without declared columns, the key apart, there is nothing that a document drifts from. */
    private static SchemaDrift drift(CollectionMapping mapping) {
        return mapping.columns().stream().anyMatch(it -> it.source() instanceof ColumnSource.Field)
                ? mapping.schemaDrift()
                : SchemaDrift.EVOLVE;
    }

    long ignoredFields() {
        return row.ignoredFields() + children.stream().mapToLong(ChildMapper::ignoredFields).sum();
    }

    TargetChange map(ChangeEvent event) {
        return switch (event.operation()) {
            case RECONCILE_BEGIN, RECONCILE_END -> reconcile(event);
            case SEEN -> seen(event);
            case READ, INSERT, UPDATE, REPLACE, DELETE -> mapDocument(event);
        };
    }

    /** Rows that may outlive their document are not to be removed at the end. */
    private TargetChange reconcile(ChangeEvent event) {
        Origin origin = Origin.of(event);
        if (deletes != Deletes.HARD) {
            return new TargetChange.Seen(origin.withoutPosition(), table, List.of());
        }
        return event.operation() == Operation.RECONCILE_BEGIN
                ? new TargetChange.ReconcileBegin(origin, table)
                : new TargetChange.ReconcileEnd(origin, table);
    }

    private TargetChange seen(ChangeEvent event) {
        Mapped mappedKey = keyOf(event);
        List<Cell> cells = mappedKey instanceof Mapped.Cells mapped ? mapped.cells() : List.of();
        return new TargetChange.Seen(Origin.of(event), table, cells);
    }

    private TargetChange mapDocument(ChangeEvent event) {
        Mapped mappedKey = keyOf(event);
        if (mappedKey instanceof Mapped.Cells cells) {
            return map(event, cells.cells());
        }
        return rejected(event, (Mapped.Problem) mappedKey);
    }

    /** What the event tells of the row's key, whatever became of the document. */
    private Mapped keyOf(ChangeEvent event) {
        return businessKey.isPresent()
                ? new Mapped.Cells(List.of(), List.of())
                : key.map(event.documentKey());
    }

    private TargetChange map(ChangeEvent event, List<Cell> keyCells) {
        String document = event.document();
        // An update without a document was looked up after the document had been deleted. That it
        // is gone is a real state of it, if a later one, and the delete's own event repeats it.
        if (event.operation() == Operation.DELETE || document == null) {
            return gone(event, keyCells);
        }
        Map<String, Object> fields;
        try {
            fields = rules.read(document);
        } catch (MalformedDocumentException e) {
            return rejected(event, RowBuilder.malformed(e));
        }
        DocumentRules.Verdict verdict = rules.verdict(fields);
        if (verdict instanceof DocumentRules.Undecided undecided) {
            return rejected(event, undecided.problem());
        } else if (verdict instanceof DocumentRules.Decided decided && !decided.matches()) {
            return unmatched(event, keyCells);
        }
        return upsert(event, keyCells, document, fields);
    }

    private TargetChange upsert(
            ChangeEvent event, List<Cell> keyCells, String document, Map<String, Object> fields) {
        Mapped mappedRow = row.build(document);
        if (!(mappedRow instanceof Mapped.Cells cells)) {
            return rejected(event, (Mapped.Problem) mappedRow);
        }
        Mapped.@Nullable Problem problem = computed.addTo(cells.cells(), event, fields);
        if (problem == null) {
            problem = addChildren(new ChildMapper.Source(event, fields));
        }
        if (problem == null) {
            List<Cell> all = cells.cells();
            return new TargetChange.Upsert(
                    Origin.of(event),
                    table,
                    businessKey.map(it -> it.keyOf(all)).orElse(keyCells),
                    businessKey.map(it -> it.othersOf(all)).orElse(all),
                    cells.kept(),
                    takeChildren());
        }
        return rejected(event, problem);
    }

    /** The rows that the document, whose own row was just built, has in child tables. */
    private Mapped.@Nullable Problem addChildren(ChildMapper.Source source) {
        for (int i = 0; i < children.size(); i++) {
            children.get(i).clear();
            Mapped.Problem problem = children.get(i).add(row.child(i), List.of(), "", source);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private List<ChildRows> takeChildren() {
        List<ChildRows> taken = new ArrayList<>();
        children.forEach(child -> child.take(taken));
        return taken;
    }

    /** A row that should not be there (any more): not even if it may outlive its document. */
    private TargetChange unmatched(ChangeEvent event, List<Cell> key) {
        return deletes == Deletes.IGNORE
                ? new TargetChange.Delete(Origin.of(event), table, key, noChildren)
                : gone(event, key);
    }

    private TargetChange gone(ChangeEvent event, List<Cell> key) {
        Origin origin = Origin.of(event);
        return switch (deletes) {
            case HARD -> new TargetChange.Delete(origin, table, key, noChildren);
            case SOFT -> new TargetChange.Update(origin, table, key, computed.ofDeletion(event));
            case IGNORE -> new TargetChange.Update(origin, table, key, List.of());
        };
    }

    private TargetChange rejected(ChangeEvent event, Mapped.Problem problem) {
        return new TargetChange.Rejected(
                Origin.of(event),
                new DeadLetter(
                        problem.code(),
                        problem.path(),
                        problem.reason(),
                        shown.of(event.document())));
    }
}
