package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.DocumentVisitor;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.type.ValueKind;
import dev.lockstep.value.Value;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the fields of a collection's documents, in the parts in which they are mapped: of a nested
 * document that is flattened its fields, any other as one. It keeps no value.
 */
public final class FieldCensus implements DocumentVisitor {

    /** What becomes of a field. */
    public enum Role {
        COLUMN,
        KEY,
        EXCLUDED
    }

    /** A field and in how many documents it was seen with which type. */
    public static final class Field {

        private final String path;
        private final String column;
        private final Role role;
        private final SortedMap<String, Integer> types = new TreeMap<>();

        private Field(String path, String column, Role role) {
            this.path = path;
            this.column = column;
            this.role = role;
        }

        /** Dotted. */
        public String path() {
            return path;
        }

        /** The name of its column; of no meaning unless it has one. */
        public String column() {
            return column;
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

    private final FieldNode root;
    private final SortedMap<String, Field> fields = new TreeMap<>();
    private final Deque<FieldNode> documents = new ArrayDeque<>();
    private FieldNode field;
    private int count;

    public FieldCensus(CollectionMapping mapping) {
        this.root = new FieldTree(mapping, KeyMapper.keyOf(mapping)).root();
        this.field = root;
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

    /** Documents so far. */
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
    public boolean document(String firstField) {
        boolean descend = !field.isExcluded() && field.isFlattened(firstField);
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
    public void value(Value value) {
        fields.computeIfAbsent(field.path(), path -> new Field(path, column(), role()))
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
        }
        return field.isCovered() && field.declared() == null ? Role.KEY : Role.COLUMN;
    }
}
