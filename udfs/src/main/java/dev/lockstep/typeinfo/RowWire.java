package dev.lockstep.typeinfo;

import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The binary form of rows: their cells, the names of columns, and what belongs to a document. */
final class RowWire {

    private RowWire() {}

    static void writeCells(List<Cell> cells, DataOutputView out) throws IOException {
        out.writeInt(cells.size());
        for (Cell cell : cells) {
            Wire.writeText(cell.column(), out);
            Wire.writeText(cell.path(), out);
            ValueWire.write(cell.value(), out);
        }
    }

    static List<Cell> readCells(DataInputView in) throws IOException {
        int size = in.readInt();
        List<Cell> cells = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            cells.add(new Cell(Wire.readText(in), Wire.readNullableText(in), ValueWire.read(in)));
        }
        return cells;
    }

    static void writeNames(List<String> names, DataOutputView out) throws IOException {
        out.writeInt(names.size());
        for (String name : names) {
            Wire.writeText(name, out);
        }
    }

    static List<String> readNames(DataInputView in) throws IOException {
        int size = in.readInt();
        List<String> names = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            names.add(Wire.readText(in));
        }
        return names;
    }

    static void writeChildren(List<ChildRows> children, DataOutputView out) throws IOException {
        out.writeInt(children.size());
        for (ChildRows child : children) {
            Wire.writeText(child.table(), out);
            writeNames(child.parent(), out);
            out.writeInt(child.rows().size());
            for (ChildRows.Row row : child.rows()) {
                writeCells(row.key(), out);
                writeCells(row.cells(), out);
            }
        }
    }

    static List<ChildRows> readChildren(DataInputView in) throws IOException {
        int size = in.readInt();
        List<ChildRows> children = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            children.add(new ChildRows(Wire.readText(in), readNames(in), readChildRows(in)));
        }
        return children;
    }

    private static List<ChildRows.Row> readChildRows(DataInputView in) throws IOException {
        int size = in.readInt();
        List<ChildRows.Row> rows = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            rows.add(new ChildRows.Row(readCells(in), readCells(in)));
        }
        return rows;
    }
}
