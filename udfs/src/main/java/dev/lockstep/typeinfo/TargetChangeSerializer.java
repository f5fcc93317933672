package dev.lockstep.typeinfo;

import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import dev.lockstep.row.Origin;
import dev.lockstep.row.TargetChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Serializes target changes where mapping and sink are not chained.
 *
 * @param <T> TargetChange, or one of its kinds for a side output that has only that kind
 */
final class TargetChangeSerializer<T extends TargetChange> extends ImmutableSerializer<T> {

    private static final long serialVersionUID = 1L;

    private static final int UPSERT = 0;
    private static final int DELETE = 1;
    private static final int REJECTED = 2;
    private static final int SEEN = 3;
    private static final int RECONCILE_BEGIN = 4;
    private static final int RECONCILE_END = 5;
    private static final int UPDATE = 6;

    private final Class<T> type;

    TargetChangeSerializer(Class<T> type) {
        this.type = type;
    }

    @Override
    public void serialize(T change, DataOutputView out) throws IOException {
        if (change instanceof TargetChange.Upsert upsert) {
            out.writeByte(UPSERT);
            writeOrigin(upsert.origin(), out);
            Wire.writeText(upsert.table(), out);
            writeCells(upsert.key(), out);
            writeCells(upsert.cells(), out);
            writeNames(upsert.kept(), out);
        } else if (change instanceof TargetChange.Update update) {
            out.writeByte(UPDATE);
            writeOrigin(update.origin(), out);
            Wire.writeText(update.table(), out);
            writeCells(update.key(), out);
            writeCells(update.cells(), out);
        } else if (change instanceof TargetChange.Delete delete) {
            out.writeByte(DELETE);
            writeOrigin(delete.origin(), out);
            Wire.writeText(delete.table(), out);
            writeCells(delete.key(), out);
        } else if (change instanceof TargetChange.Rejected rejected) {
            out.writeByte(REJECTED);
            writeOrigin(rejected.origin(), out);
            writeDeadLetter(rejected.deadLetter(), out);
        } else if (change instanceof TargetChange.Seen seen) {
            out.writeByte(SEEN);
            writeOrigin(seen.origin(), out);
            Wire.writeText(seen.table(), out);
            writeCells(seen.key(), out);
        } else if (change instanceof TargetChange.ReconcileBegin begin) {
            out.writeByte(RECONCILE_BEGIN);
            writeOrigin(begin.origin(), out);
            Wire.writeText(begin.table(), out);
        } else if (change instanceof TargetChange.ReconcileEnd end) {
            out.writeByte(RECONCILE_END);
            writeOrigin(end.origin(), out);
            Wire.writeText(end.table(), out);
        }
    }

    @Override
    public T deserialize(DataInputView in) throws IOException {
        int kind = in.readByte();
        Origin origin = readOrigin(in);
        return type.cast(
                switch (kind) {
                    case UPSERT ->
                            new TargetChange.Upsert(
                                    origin,
                                    Wire.readText(in),
                                    readCells(in),
                                    readCells(in),
                                    readNames(in));
                    case UPDATE ->
                            new TargetChange.Update(
                                    origin, Wire.readText(in), readCells(in), readCells(in));
                    case DELETE ->
                            new TargetChange.Delete(origin, Wire.readText(in), readCells(in));
                    case REJECTED -> new TargetChange.Rejected(origin, readDeadLetter(in));
                    case SEEN -> new TargetChange.Seen(origin, Wire.readText(in), readCells(in));
                    case RECONCILE_BEGIN ->
                            new TargetChange.ReconcileBegin(origin, Wire.readText(in));
                    case RECONCILE_END -> new TargetChange.ReconcileEnd(origin, Wire.readText(in));
                    default -> throw new IOException("Unknown kind of target change: " + kind);
                });
    }

    private static void writeOrigin(Origin origin, DataOutputView out) throws IOException {
        Wire.writeOperation(origin.operation(), out);
        Wire.writeNamespace(origin.namespace(), out);
        Wire.writeText(origin.documentKey(), out);
        out.writeLong(origin.clusterTime());
        Wire.writePosition(origin.position(), out);
    }

    private static Origin readOrigin(DataInputView in) throws IOException {
        return new Origin(
                Wire.readOperation(in),
                Wire.readNamespace(in),
                Wire.readText(in),
                in.readLong(),
                Wire.readPosition(in));
    }

    private static void writeCells(List<Cell> cells, DataOutputView out) throws IOException {
        out.writeInt(cells.size());
        for (Cell cell : cells) {
            Wire.writeText(cell.column(), out);
            Wire.writeText(cell.path(), out);
            ValueWire.write(cell.value(), out);
        }
    }

    private static List<Cell> readCells(DataInputView in) throws IOException {
        int size = in.readInt();
        List<Cell> cells = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            cells.add(new Cell(Wire.readText(in), Wire.readNullableText(in), ValueWire.read(in)));
        }
        return cells;
    }

    private static void writeNames(List<String> names, DataOutputView out) throws IOException {
        out.writeInt(names.size());
        for (String name : names) {
            Wire.writeText(name, out);
        }
    }

    private static List<String> readNames(DataInputView in) throws IOException {
        int size = in.readInt();
        List<String> names = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            names.add(Wire.readText(in));
        }
        return names;
    }

    private static void writeDeadLetter(DeadLetter letter, DataOutputView out) throws IOException {
        Wire.writeText(letter.code().name(), out);
        Wire.writeText(letter.path(), out);
        Wire.writeText(letter.reason(), out);
        Wire.writeText(letter.document(), out);
    }

    private static DeadLetter readDeadLetter(DataInputView in) throws IOException {
        return new DeadLetter(
                DeadLetter.Code.valueOf(Wire.readText(in)),
                Wire.readText(in),
                Wire.readText(in),
                Wire.readNullableText(in));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TargetChangeSerializer<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    @SuppressWarnings("unchecked") // one snapshot class for each kind that crosses operators
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return (TypeSerializerSnapshot<T>)
                (type.equals(TargetChange.class) ? new Snapshot() : new RejectedSnapshot());
    }

    /** Says that all kinds were written. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<TargetChange> {
        public Snapshot() {
            super(() -> new TargetChangeSerializer<>(TargetChange.class));
        }
    }

    /** Says that only rejected changes were written. */
    public static final class RejectedSnapshot
            extends SimpleTypeSerializerSnapshot<TargetChange.Rejected> {
        public RejectedSnapshot() {
            super(() -> new TargetChangeSerializer<>(TargetChange.Rejected.class));
        }
    }
}
