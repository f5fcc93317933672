package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.DocumentVisitor;
import dev.lockstep.decode.FieldFilter;
import dev.lockstep.decode.FieldNames;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.mask.Masker;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.type.Fit;
import dev.lockstep.type.Widening;
import dev.lockstep.value.Value;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the cells of one document's row, but for those of the key. Nested documents are flattened;
 * a declared column takes its field with all below it, as JSON if it is a document or an array, and
 * columns declared deeper down have their part besides.
 *
 * <p>Null or an empty document in place of one that declared columns are in means that their fields
 * are missing; by convention an empty document is a value of its own, so that it differs from a
 * missing one.
 */
final class RowBuilder implements DocumentVisitor {

    private final FieldTree tree;
    private final SchemaDrift drift;
    private final RowCells cells;
    private final DeclaredCells declared;

    private FieldNode document;
    private FieldNode field;
    private Mapped.@Nullable Problem problem;
    private long ignoredFields;

    /** Of each child table its array or map; see {@link #child}. */
    private final @Nullable String[] children;

    RowBuilder(FieldTree tree, SchemaDrift drift, int maxColumns, Masker masker) {
        this.tree = tree;
        // Without declared columns there is nothing to drift from but the table itself, which is
        // the sink's.
        this.drift = tree.columns().isEmpty() ? SchemaDrift.EVOLVE : drift;
        this.cells = new RowCells(tree, maxColumns);
        this.declared = new DeclaredCells(tree.columns(), cells, masker);
        this.document = tree.root();
        this.field = tree.root();
        this.children = new String[tree.children().size()];
    }

    long ignoredFields() {
        return ignoredFields;
    }

    Mapped build(String json) {
        begin();
        try {
            DocumentDecoder.decode(json, this);
        } catch (MalformedDocumentException e) {
            return malformed(e);
        }
        return end();
    }

    /** The row of a document that has only this field. */
    Mapped build(String name, Value value) {
        begin();
        if (field(name)) {
            value(value);
        }
        return end();
    }

    /**
     * The text of the array or map of a child table in the document that was built last; empty for
     * a value that is neither, null when there is none.
     */
    @Nullable String child(int index) {
        return children[index];
    }

    private void begin() {
        cells.clear();
        document = tree.root();
        problem = null;
        declared.clear();
        Arrays.fill(children, null);
    }

    private Mapped end() {
        if (problem == null) {
            problem = declared.addMissing();
        }
        return problem == null ? new Mapped.Cells(cells.list(), declared.kept()) : problem;
    }

    static Mapped.Problem malformed(MalformedDocumentException e) {
        return new Mapped.Problem(Code.DOCUMENT_MALFORMED, "", String.valueOf(e.getMessage()));
    }

    @Override
    public boolean field(String name) {
        if (problem != null) {
            return false;
        }
        field = document.child(name);
        if (field.isExcluded()) {
            return false;
        }
        if (field.declared() != null || field.isStructure() || field.child() != null) {
            return true;
        }
        return !field.isCovered() && admitsUndeclared();
    }

    @Override
    public boolean document(FieldNames names) {
        boolean descend = field.isFlattened(names);
        if (descend) {
            document = field;
        }
        return descend;
    }

    @Override
    public void endDocument() {
        document = document.parent();
    }

    @Override
    public FieldFilter filter() {
        // Columns below a declared one get their part from its JSON, masked ones too.
        return hasColumnsWithin() ? field.without(true, false) : field;
    }

    private boolean hasColumnsWithin() {
        return field.declared() != null && field.isStructure();
    }

    @Override
    public boolean wantsText() {
        return field.child() != null;
    }

    @Override
    public void text(String json) {
        ChildTree child = Objects.requireNonNull(field.child(), "only children are wanted as text");
        if (children[child.index()] != null) {
            fail(Code.COLUMN_NAME_CONFLICT, "is there twice");
        }
        children[child.index()] = json;
    }

    @Override
    public void value(Value value) {
        if (field.child() != null) {
            if (!(value instanceof Value.Null)) {
                text(value instanceof Value.Json json && json.text().equals("{}") ? "{}" : "");
            }
            return;
        }
        DeclaredColumn declared = field.declared();
        if (declared != null) {
            problem = this.declared.add(field, declared, shown(value));
            if (problem == null && field.isStructure() && value instanceof Value.Json json) {
                addBelow(json);
            }
        } else if (field.isStructure()) {
            if (!field.isCovered() && !isNothing(value) && admitsUndeclared()) {
                addUndeclared(value);
            }
        } else {
            addUndeclared(value);
        }
    }

    /** Whether a field without a declared column goes by convention; if not, sees to what then. */
    private boolean admitsUndeclared() {
        switch (drift) {
            case EVOLVE -> {
                return true;
            }
            case IGNORE -> ignoredFields++;
            case STRICT ->
                    fail(
                            Code.SCHEMA_CHANGE_NOT_ALLOWED,
                            "no column is declared for the field, and schema drift is strict");
        }
        return false;
    }

    private static boolean isNothing(Value value) {
        return value instanceof Value.Null
                || (value instanceof Value.Json json && json.text().equals("{}"));
    }

    /**
     * Adds to a column that has no declared type: it takes all that SQL has. What SQL has no type
     * for is told here, before the document's other fields get columns.
     */
    private void addUndeclared(Value value) {
        Optional<Fit.Misfit> misfit = withoutType(value);
        if (misfit.isPresent()) {
            fail(misfit.get().code(), misfit.get().reason());
        } else {
            problem = cells.add(field, field.cell(value));
        }
    }

    private static Optional<Fit.Misfit> withoutType(Value value) {
        if (value instanceof Value.NotFinite) {
            return Optional.of(RowCells.NOT_FINITE);
        }
        return value instanceof Value.Date ? Widening.misfit(value) : Optional.empty();
    }

    /**
     * What a declared column may show of a value: masked fields in it are for their own columns.
     */
    private Value shown(Value value) {
        if (!(hasColumnsWithin() && value instanceof Value.Json json)) {
            return value;
        }
        try {
            return DocumentDecoder.decodeValue(json.text(), field);
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("Lockstep wrote malformed JSON", e);
        }
    }

    /** Reads a declared document again for the columns that are declared below it. */
    private void addBelow(Value.Json json) {
        if (!json.text().startsWith("{")) {
            return;
        }
        FieldNode outer = document;
        document = field;
        try {
            DocumentDecoder.decode(json.text(), this);
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("Lockstep wrote malformed JSON", e);
        }
        document = outer;
    }

    private void fail(Code code, String reason) {
        problem = new Mapped.Problem(code, field.path(), reason);
    }
}
