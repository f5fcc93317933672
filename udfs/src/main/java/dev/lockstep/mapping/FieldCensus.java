package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.DocumentVisitor;
import dev.lockstep.decode.FieldFilter;
import dev.lockstep.decode.FieldNames;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.event.Namespace;
import dev.lockstep.type.ValueKind;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts the fields of a collection's documents, in the parts in which they are mapped: of a nested
 * document that is flattened its fields, any other as one. The elements of a child table have their
 * own count. It keeps no value.
 */
public final class FieldCensus implements DocumentVisitor {

    /** What becomes of a field. */
    public enum Role {
        COLUMN,
        KEY,
        EXCLUDED,
        CHILD_TABLE
    }

    /** A field and in how many documents it was seen with which type. */
    public static final class Field {

        private final String fullPath;
        private final String column;
        private final boolean declared;
        private final Role role;
        private final SortedMap<String, Integer> types = new TreeMap<>();

        private Field(String fullPath, String column, boolean declared, Role role) {
            this.fullPath = fullPath;
            this.column = column;
            this.declared = declared;
            this.role = role;
        }

        /** Dotted. */
        public String path() {
            return fullPath.replace('\0', '.');
        }

        /** Its names joined with NUL: no other field's. */
        public String fullPath() {
            return fullPath;
        }

        /**
         * The name of its column, by convention unless another field has it; of no meaning unless
         * it has one.
         */
        public String column() {
            return column;
        }

        /** Whether its column is declared. */
        public boolean isDeclared() {
            return declared;
        }

        public Role role() {
            return role;
        }

        /** Documents by the field's type, as MongoDB names types; {@code null} is one of them. */
        public SortedMap<String, Integer> types() {
            return types;
        }

        /** Documents that have the field, with a value or with null. */
        public int present() {
            return types.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** Documents in which it holds null. */
        public int nulls() {
            return types.getOrDefault(ValueKind.NULL, 0);
        }
    }

    private final String path;
    private final String table;
    private final FieldNode root;
    private final List<ColumnMapping> key;
    private final List<FieldCensus> children = new ArrayList<>();
    private final SortedMap<String, Field> fields = new TreeMap<>();
    private final Deque<FieldNode> documents = new ArrayDeque<>();
    private FieldNode field;
    private int count;

    /**
     * @param key columns that are parts of the key, too
     */
    private FieldCensus(
            String path,
            String table,
            FieldTree tree,
            List<ColumnMapping> key,
            List<ChildTable> tables) {
        this.path = path;
        this.table = table;
        this.root = tree.root();
        this.key = key;
        this.field = root;
        for (int i = 0; i < tables.size(); i++) {
            ChildTable child = tables.get(i);
            children.add(
                    new FieldCensus(
                            child.path(),
                            child.table(),
                            tree.children().get(i),
                            List.of(),
                            child.children()));
        }
    }

    /**
     * An empty one.
     *
     * @param namespace a collection that the mapping covers
     */
    public static FieldCensus of(CollectionMapping mapping, Namespace namespace) {
        List<ChildTable> tables = ChildTable.of(mapping, namespace);
        List<ColumnMapping> key = mapping.hasBusinessKey() ? List.of() : KeyMapper.keyOf(mapping);
        FieldTree tree = new FieldTree(CollectionMapper.ofRow(mapping), key, tables);
        return new FieldCensus("", mapping.tableFor(namespace), tree, mapping.key(), tables);
    }

    /** Adds a document; what is malformed counts as far as it can be read. */
    public void add(String document) {
        count++;
        documents.clear();
        documents.push(root);
        try {
            DocumentDecoder.decode(document, this);
        } catch (MalformedDocumentException e) {
            return; // a dead letter, which is told elsewhere
        }
    }

    private void addElements(String json) {
        boolean map = json.startsWith("{");
        try {
            for (Elements.Element element :
                    map
                            ? Elements.ofMap(json, FieldFilter.ALL)
                            : Elements.ofArray(json, FieldFilter.ALL)) {
                add(element);
            }
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("It was decoded when its end was found", e);
        }
    }

    private void add(Elements.Element element) {
        if (element.isDocument()) {
            add(RelaxedJson.text(element.value()));
            return;
        }
        count++;
        field = root.child(ChildMapping.VALUE);
        value(element.value());
    }

    /** Where the elements are that it counts, dotted; empty for documents. */
    public String path() {
        return path;
    }

    /** The table that has them. */
    public String table() {
        return table;
    }

    /** The counts of the elements of all child tables, parents before their children. */
    public List<FieldCensus> children() {
        return children.stream()
                .flatMap(child -> Stream.concat(Stream.of(child), child.children().stream()))
                .toList();
    }

    /** Documents, or elements, so far. */
    public int count() {
        return count;
    }

    /** In the order of their paths. */
    public Collection<Field> fields() {
        return fields.values();
    }

    @Override
    public boolean field(String name) {
        field = documents.element().child(name);
        return true;
    }

    @Override
    public boolean document(FieldNames names) {
        boolean descend = !field.isExcluded() && field.isFlattened(names);
        if (descend) {
            documents.push(field);
        }
        return descend;
    }

    @Override
    public void endDocument() {
        documents.pop();
    }

    @Override
    public boolean wantsText() {
        return role() == Role.CHILD_TABLE;
    }

    @Override
    public void text(String json) {
        value(new Value.Json(json));
        ChildTree child = field.child();
        boolean some = child != null && json.startsWith(child.map() ? "{" : "[");
        if (some && !json.equals("{}")) {
            children.get(child.index()).addElements(json);
        }
    }

    @Override
    public void value(Value value) {
        fields.computeIfAbsent(
                        field.fullPath(),
                        path -> new Field(path, column(), field.declared() != null, role()))
                .types
                .merge(ValueKind.precisely(value), 1, Integer::sum);
    }

    private String column() {
        DeclaredColumn declared = field.declared();
        return declared == null ? field.column() : declared.mapping().column();
    }

    private Role role() {
        if (field.isExcluded()) {
            return Role.EXCLUDED;
        } else if (field.child() != null) {
            return Role.CHILD_TABLE;
        }
        DeclaredColumn declared = field.declared();
        boolean ofKey = declared == null ? field.isCovered() : key.contains(declared.mapping());
        return ofKey ? Role.KEY : Role.COLUMN;
    }
}
