package dev.lockstep.local.verify;

import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** What a document, or an element, has for a child table. */
final class Elements {

    /**
     * One element.
     *
     * @param key what tells it apart from the others, as text
     */
    record Element(String key, BsonValue value) {

        /** As a document whose fields are the row's: what is none is the field {@code value}. */
        BsonDocument fields() {
            return value.isDocument() ? value.asDocument() : new BsonDocument("value", value);
        }
    }

    private Elements() {}

    /** None where the field is missing or holds something else. */
    static List<Element> of(ChildTable table, BsonDocument around) {
        BsonValue found = find(around, table.path());
        List<Element> elements = new ArrayList<>();
        if (found != null && table.by() == ChildTable.By.NAME && found.isDocument()) {
            found.asDocument()
                    .forEach(
                            (name, value) ->
                                    elements.add(new Element(Key.of(new BsonString(name)), value)));
        } else if (found != null && table.by() != ChildTable.By.NAME && found.isArray()) {
            for (BsonValue value : found.asArray()) {
                elements.add(new Element(key(table, value, elements.size()), value));
            }
        }
        return elements;
    }

    private static String key(ChildTable table, BsonValue element, int place) {
        if (table.by() == ChildTable.By.PLACE) {
            return Key.of(new BsonInt32(place));
        }
        BsonValue key = element.isDocument() ? find(element.asDocument(), table.keyField()) : null;
        return Key.of(key == null ? BsonNull.VALUE : key);
    }

    /** The value at a dotted path through documents; null when there is none. */
    static @Nullable BsonValue find(BsonDocument document, String path) {
        BsonValue value = document;
        for (String name : path.split("\\.", -1)) {
            value = value.isDocument() ? value.asDocument().get(name) : null;
            if (value == null) {
                return null;
            }
        }
        return value;
    }
}
