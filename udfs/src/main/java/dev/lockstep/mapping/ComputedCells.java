package dev.lockstep.mapping;

import dev.lockstep.event.ChangeEvent;
import dev.lockstep.event.Operation;
import dev.lockstep.mask.Masker;
import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.rule.Expression;
import dev.lockstep.value.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells of the declared columns that no field of the document is behind. */
final class ComputedCells {

    private final List<ColumnMapping> columns;
    private final DocumentRules rules;
    private final Masker masker;
    private final InstantSource clock;

    ComputedCells(
            List<ColumnMapping> columns, DocumentRules rules, Masker masker, InstantSource clock) {
        this.masker = masker;
        this.rules = rules;
        this.columns =
                columns.stream()
                        .filter(column -> !(column.source() instanceof ColumnSource.Field))
                        .toList();
        this.clock = clock;
    }

    /** Adds the cells for a document that is there, or tells why one can't be. */
    Mapped.@Nullable Problem addTo(
            List<Cell> cells, ChangeEvent event, Map<String, Object> fields) {
        for (ColumnMapping column : columns) {
            ColumnValue result = value(column, event, fields);
            if (result instanceof ColumnValue.Holds holds) {
                cells.add(new Cell(column.column(), holds.value()));
            } else if (result instanceof ColumnValue.Refuses refuses) {
                return new Mapped.Problem(refuses.code(), column.path(), refuses.reason());
            }
        }
        return null;
    }

    /** What a row gets that stays although its document is gone. */
    List<Cell> ofDeletion(ChangeEvent event) {
        List<Cell> cells = new ArrayList<>();
        for (ColumnMapping column : columns) {
            if (column.source() instanceof ColumnSource.Metadata metadata) {
                cells.add(new Cell(column.column(), metadata(metadata, event, true)));
            }
        }
        return cells;
    }

    private ColumnValue value(ColumnMapping column, ChangeEvent event, Map<String, Object> fields) {
        if (column.source() instanceof ColumnSource.Constant constant) {
            return ColumnValue.of(column, constant.value(), masker);
        } else if (column.source() instanceof ColumnSource.Metadata metadata) {
            return ColumnValue.of(column, metadata(metadata, event, false), masker);
        }
        Expression.Result result = rules.value(column, fields);
        return result instanceof Expression.Holds holds
                ? ColumnValue.of(column, holds.value(), masker)
                : new ColumnValue.Refuses(
                        Code.EXPRESSION_FAILED, ((Expression.Fails) result).reason());
    }

    private Value metadata(ColumnSource.Metadata kind, ChangeEvent event, boolean gone) {
        return switch (kind) {
            case OPERATION -> new Value.Text((gone ? Operation.DELETE : event.operation()).name());
            case CLUSTER_TIME -> clusterTime(event);
            case SYNCED_AT -> new Value.Date(clock.millis());
            case SOURCE_ID -> SourceId.of(event.documentKey());
            case DELETED -> new Value.Bool(gone);
            case DELETED_AT -> gone ? clusterTime(event) : Value.Null.INSTANCE;
        };
    }

    /** A BSON timestamp has the seconds in its upper half. */
    private static Value clusterTime(ChangeEvent event) {
        return event.clusterTime() == 0
                ? Value.Null.INSTANCE
                : new Value.Date((event.clusterTime() >>> 32) * 1_000);
    }
}
