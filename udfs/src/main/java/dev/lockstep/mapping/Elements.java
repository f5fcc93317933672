package dev.lockstep.mapping;

import dev.lockstep.decode.DocumentDecoder;
import dev.lockstep.decode.DocumentVisitor;
import dev.lockstep.decode.FieldFilter;
import dev.lockstep.decode.FieldNames;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.List;

/** The elements of an array, or the fields of a document, in their order. */
final class Elements implements DocumentVisitor {

    /**
     * One of them.
     *
     * @param name its name, or its place in the array
     * @param value {@link Value.Json} with the text as it came if it is a document
     */
    record Element(String name, Value value, boolean isDocument) {}

    private final List<Element> elements = new ArrayList<>();
    private final FieldFilter filter;
    private String name = "";

    private Elements(FieldFilter filter) {
        this.filter = filter;
    }

    /**
     * @param filter what is kept of documents in arrays in the array
     */
    static List<Element> ofArray(String json, FieldFilter filter)
            throws MalformedDocumentException {
        Elements elements = new Elements(filter);
        DocumentDecoder.decodeElements(json, elements);
        return elements.elements;
    }

    /**
     * @param filter what is kept of documents in arrays
     */
    static List<Element> ofMap(String json, FieldFilter filter) throws MalformedDocumentException {
        Elements elements = new Elements(filter);
        DocumentDecoder.decode(json, elements);
        return elements.elements;
    }

    @Override
    public boolean field(String field) {
        name = field;
        return true;
    }

    @Override
    public boolean wantsText() {
        return true;
    }

    @Override
    public boolean document(FieldNames names) {
        throw new IllegalStateException("Documents come as texts");
    }

    @Override
    public void endDocument() {
        throw new IllegalStateException("Documents come as texts");
    }

    @Override
    public void text(String json) {
        if (json.startsWith("{")) {
            elements.add(new Element(name, new Value.Json(json), true));
            return;
        }
        try {
            value(DocumentDecoder.decodeValue(json, filter));
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("It was decoded when its end was found", e);
        }
    }

    @Override
    public void value(Value value) {
        boolean empty = value instanceof Value.Json json && json.text().equals("{}");
        elements.add(new Element(name, value, empty));
    }
}
