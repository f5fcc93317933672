package dev.lockstep.mapping;

import dev.lockstep.decode.FieldFilter;
import dev.lockstep.decode.FieldNames;
import dev.lockstep.row.Cell;
import dev.lockstep.value.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One field in a {@link FieldTree} and what the mapping says about it. A field that was seen before
 * costs one look-up, and no text is put together for it.
 */
final class FieldNode implements FieldFilter {

    private final FieldTree tree;
    private final @Nullable FieldNode parent;
    private final Map<String, FieldNode> children = new HashMap<>();

    /** The names from the root on, joined with NUL, which no field name holds. */
    private final String path;

    private final String column;
    private final boolean covered;
    private final int depth;

    private boolean excluded;
    private boolean key;
    private boolean structure;
    private @Nullable DeclaredColumn declared;
    private @Nullable ChildTree child;

    /** Makes a root, which stands for documents as a whole. */
    FieldNode(FieldTree tree) {
        this(tree, null, "");
    }

    private FieldNode(FieldTree tree, @Nullable FieldNode parent, String path) {
        this.tree = tree;
        this.parent = parent;
        this.path = path;
        this.depth = parent == null ? 0 : parent.depth + 1;
        this.column = parent == null ? "" : tree.names().nameFor(path);
        this.covered = parent != null && (parent.covered || parent.key || parent.declared != null);
    }

    /** The field of this name below this one. */
    FieldNode child(String name) {
        FieldNode child = children.get(name);
        if (child == null) {
            child = newChild(name);
            if (tree.mayRemember()) {
                children.put(name, child);
            }
        }
        return child;
    }

    private FieldNode newChild(String name) {
        return parent == null
                ? new FieldNode(tree, this, name)
                : new FieldNode(tree, this, path + '\0' + name);
    }

    @Override
    public @Nullable FieldFilter below(String name) {
        if (child != null) {
            FieldFilter elements = child.elements().root();
            return child.map() ? elements : elements.below(name);
        }
        FieldNode child = children.get(name);
        if (child == null) {
            return FieldFilter.ALL;
        }
        return child.excluded || child.isMasked() ? null : child;
    }

    /** The fields as they are filtered here, but with the excluded or the masked ones. */
    FieldFilter without(boolean excluded, boolean masked) {
        if (child != null) {
            FieldFilter elements = child.elements().root().without(excluded, masked);
            return child.map() ? name -> elements : elements;
        }
        return name -> {
            FieldNode child = children.get(name);
            if (child == null) {
                return FieldFilter.ALL;
            }
            boolean left = (excluded && child.excluded) || (masked && child.isMasked());
            return left ? null : child.without(excluded, masked);
        };
    }

    /** Whether the field's values must be seen nowhere but, hidden, in its column. */
    private boolean isMasked() {
        return declared != null && declared.mapping().mask() != null;
    }

    /** Whether something is left out of the field's JSON. */
    boolean hides() {
        return (child != null && child.elements().root().hides())
                || children.values().stream()
                        .anyMatch(child -> child.excluded || child.isMasked() || child.hides());
    }

    FieldNode parent() {
        if (parent == null) {
            throw new IllegalStateException("The root is no field");
        }
        return parent;
    }

    /** The names from the root on, joined with NUL: no other field's. */
    String fullPath() {
        return path;
    }

    /** The path as people write it, dotted. */
    String path() {
        return path.replace('\0', '.');
    }

    /** The column's name by convention, unless another field has it. */
    String column() {
        return column;
    }

    /** The cell that holds the field's value by convention. */
    Cell cell(Value value) {
        return new Cell(column, path, value);
    }

    /** Whether the field is left out with all below it. */
    boolean isExcluded() {
        return excluded;
    }

    /** Whether the key or a declared column has the field's content already. */
    boolean isCovered() {
        return covered || key;
    }

    /** Whether a part of the key or a declared column is below the field. */
    boolean isStructure() {
        return structure;
    }

    /**
     * Whether a document in the field is taken by its parts.
     *
     * @param names the names of the document's fields
     */
    boolean isFlattened(FieldNames names) {
        boolean byConvention = depth < tree.maxDepth() && !DataNames.areData(names);
        return declared == null && child == null && (structure || byConvention);
    }

    @Nullable DeclaredColumn declared() {
        return declared;
    }

    /** The elements of the field, if they are rows of a child table. */
    @Nullable ChildTree child() {
        return child;
    }

    void makeKey(String dottedPath) {
        descend(dottedPath).key = true;
    }

    void makeDeclared(DeclaredColumn column) {
        FieldNode node = descend(column.mapping().path());
        if (node.declared != null) {
            throw new IllegalArgumentException("Two columns are declared for " + node.path());
        }
        node.declared = column;
    }

    void makeChild(String dottedPath, ChildTree elements) {
        descend(dottedPath).child = elements;
    }

    void makeExcluded(String dottedPath) {
        FieldNode node = this;
        for (String name : dottedPath.split("\\.", -1)) {
            node = node.children.computeIfAbsent(name, node::newChild);
        }
        node.excluded = true;
    }

    private FieldNode descend(String dottedPath) {
        FieldNode node = this;
        for (String name : dottedPath.split("\\.", -1)) {
            node.structure = true;
            node = node.children.computeIfAbsent(name, node::newChild);
        }
        return node;
    }
}
