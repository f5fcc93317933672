package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.event.ChangeEvent;
import dev.lockstep.mask.Masker;
import dev.lockstep.row.Cell;
import dev.lockstep.row.ChildRows;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the rows of one child table, and of those below it. */
final class ChildMapper {

    private final ChildTable table;
    private final RowBuilder row;
    private final FieldTree fields;
    private final ComputedCells computed;
    private final List<ChildMapper> children;
    private final List<String> parent;
    private List<ChildRows.Row> rows = new ArrayList<>();

    /** What all child tables of a collection have in common. */
    record Shared(
            SchemaDrift drift,
            int maxColumns,
            DocumentRules rules,
            Masker masker,
            InstantSource clock) {}

    /** The document, which columns without a field are made from. */
    record Source(ChangeEvent event, Map<String, Object> fields) {}

    private ChildMapper(ChildTable table, FieldTree fields, Shared shared) {
        this.table = table;
        this.fields = fields;
        this.row = new RowBuilder(fields, shared.drift(), shared.maxColumns(), shared.masker());
        this.computed =
                new ComputedCells(
                        table.mapping().columns(), shared.rules(), shared.masker(), shared.clock());
        this.children = of(table.children(), fields, shared);
        this.parent = table.parent().stream().map(ColumnMapping::column).toList();
    }

    /**
     * @param fields what the tables are children of
     */
    static List<ChildMapper> of(List<ChildTable> tables, FieldTree fields, Shared shared) {
        return IntStream.range(0, tables.size())
                .mapToObj(i -> new ChildMapper(tables.get(i), fields.children().get(i), shared))
                .toList();
    }

    long ignoredFields() {
        return row.ignoredFields() + children.stream().mapToLong(ChildMapper::ignoredFields).sum();
    }

    /** Begins a new document; what was taken of the last one is no longer touched. */
    void clear() {
        rows = new ArrayList<>();
        children.forEach(ChildMapper::clear);
    }

    /** The rows of the document in this table and in those below it. */
    void take(List<ChildRows> into) {
        into.add(new ChildRows(table.table(), parent, rows));
        children.forEach(child -> child.take(into));
    }

    /**
     * Adds the rows of one array or map, or tells why the document can't have them.
     *
     * @param json its text; empty for another value, null when there is none
     * @param around the key's cells of the elements around
     * @param path of what is around, dotted and a dot behind it
     */
    Mapped.@Nullable Problem add(
            @Nullable String json, List<Cell> around, String path, Source source) {
        String here = path + table.mapping().path();
        if (json == null) {
            return null;
        } else if (!json.startsWith(table.mapping().isMap() ? "{" : "[")) {
            return ofMismatch(here);
        }
        try {
            for (Elements.Element element : elements(json)) {
                // A map's names are data, which may reach a log in a path.
                String place = here + '.' + (table.mapping().isMap() ? "*" : element.name());
                Mapped.Problem problem = add(element, around, place, source);
                if (problem != null) {
                    return problem;
                }
            }
            return null;
        } catch (MalformedDocumentException e) {
            return RowBuilder.malformed(e);
        }
    }

    private List<Elements.Element> elements(String json) throws MalformedDocumentException {
        if (!table.mapping().isMap()) {
            return Elements.ofArray(json, fields.root());
        }
        return json.equals("{}") ? List.of() : Elements.ofMap(json, fields.root());
    }

    private Mapped.@Nullable Problem ofMismatch(String path) {
        String expected = table.mapping().isMap() ? "a document" : "an array";
        return table.mapping().onMismatch() == ChildMapping.OnMismatch.EMPTY
                ? null
                : new Mapped.Problem(
                        Code.TYPE_MISMATCH,
                        path,
                        "is not " + expected + ", whose elements have table " + table.table());
    }

    private Mapped.@Nullable Problem add(
            Elements.Element element, List<Cell> around, String path, Source source)
            throws MalformedDocumentException {
        Value id = key(element);
        String unsupported = KeyMapper.unsupported(id);
        if (unsupported != null) {
            return new Mapped.Problem(
                    Code.KEY_NOT_SUPPORTED,
                    table.mapping().key() instanceof ElementKey.Field field
                            ? path + '.' + field.path()
                            : path,
                    unsupported);
        }
        Mapped built =
                element.isDocument()
                        ? row.build(RelaxedJson.text(element.value()))
                        : row.build(ChildMapping.VALUE, element.value());
        if (!(built instanceof Mapped.Cells cells)) {
            return within((Mapped.Problem) built, path);
        }
        Mapped.Problem problem = computed.addTo(cells.cells(), source.event(), source.fields());
        if (problem != null) {
            return within(problem, path);
        }
        String column = table.elementColumn().column();
        rows.add(new ChildRows.Row(with(around, new Cell(column, id)), cells.cells()));
        return children.isEmpty() ? null : addBelow(around, id, path, source);
    }

    private Mapped.@Nullable Problem addBelow(
            List<Cell> around, Value id, String path, Source source) {
        for (int i = 0; i < children.size(); i++) {
            ChildMapper child = children.get(i);
            List<ColumnMapping> elements = child.table.elements();
            Cell cell = new Cell(elements.get(elements.size() - 2).column(), id);
            Mapped.Problem problem =
                    child.add(row.child(i), with(around, cell), path + '.', source);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static List<Cell> with(List<Cell> cells, Cell last) {
        List<Cell> all = new ArrayList<>(cells);
        all.add(last);
        return all;
    }

    private Value key(Elements.Element element) throws MalformedDocumentException {
        ElementKey key = table.mapping().key();
        if (key instanceof ElementKey.Name) {
            return new Value.Text(element.name());
        } else if (key instanceof ElementKey.Field field) {
            return element.isDocument() ? field(element, field) : Value.Null.INSTANCE;
        }
        return new Value.Int32(Integer.parseInt(element.name()));
    }

    /** Missing counts as null: neither can be in a primary key. */
    private static Value field(Elements.Element element, ElementKey.Field key)
            throws MalformedDocumentException {
        FieldFinder finder = new FieldFinder(List.of(key.path().split("\\.", -1)));
        DocumentDecoder.decode(RelaxedJson.text(element.value()), finder);
        Value found = finder.found();
        return found == null ? Value.Null.INSTANCE : KeyMapper.canonical(found);
    }

    private static Mapped.Problem within(Mapped.Problem problem, String path) {
        String whole = problem.path().isEmpty() ? path : path + '.' + problem.path();
        return new Mapped.Problem(problem.code(), whole, problem.reason());
    }
}
