package dev.lockstep.decode;

import dev.lockstep.value.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A visitor that lists what it is given, one line for each call, descending everywhere. */
final class Fields implements DocumentVisitor {

    record Leaf(String path, Value value) {}

    final List<Leaf> leaves = new ArrayList<>();
    private final Deque<String> path = new ArrayDeque<>();
    private String field = "";

    static List<Leaf> of(String json) throws MalformedDocumentException {
        Fields fields = new Fields();
        DocumentDecoder.decode(json, fields);
        return fields.leaves;
    }

    @Override
    public boolean field(String name) {
        field = path.isEmpty() ? name : path.peekLast() + "/" + name;
        return true;
    }

    @Override
    public boolean document(FieldNames names) {
        path.addLast(field);
        return true;
    }

    @Override
    public void endDocument() {
        path.removeLast();
    }

    @Override
    public void value(Value value) {
        leaves.add(new Leaf(field, value));
    }
}
