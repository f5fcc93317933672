package dev.lockstep.decode;

import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.value.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a document that are wanted into maps and lists, for what needs them so. */
public final class DocumentTree {

    private final Tokens tokens;
    private final Function<Value, Object> leaf;

    private DocumentTree(Tokens tokens, Function<Value, Object> leaf) {
        this.tokens = tokens;
        this.leaf = leaf;
    }

    /**
     * A document as a map by field name, documents in it as maps too and arrays as lists. Of a name
     * that occurs twice the last counts.
     *
     * @param wanted which fields; all others are passed over without decoding them
     * @param leaf what stands for any other value in the tree
     */
    public static Map<String, Object> read(
            String json, FieldFilter wanted, Function<Value, Object> leaf)
            throws MalformedDocumentException {
        Map<String, Object> fields = new LinkedHashMap<>();
        DocumentDecoder.decodeTokens(
                json, tokens -> new DocumentTree(tokens, leaf).fields(fields, wanted));
        return fields;
    }

    private void fields(Map<String, Object> into, FieldFilter wanted) throws IOException {
        for (; tokens.kind() == JsonToken.FIELD_NAME; tokens.next()) {
            String name = tokens.text();
            FieldFilter below = wanted.below(name);
            tokens.next();
            if (below == null) {
                tokens.skipChildren();
            } else {
                into.put(name, value(below));
            }
        }
    }

    private Object value(FieldFilter wanted) throws IOException {
        return switch (tokens.kind()) {
            case START_ARRAY -> array(wanted);
            case START_OBJECT -> {
                JsonToken first = tokens.next();
                Map<String, Object> fields = new LinkedHashMap<>();
                @Nullable Value wrapped =
                        first == JsonToken.FIELD_NAME ? Wrappers.match(tokens) : null;
                if (wrapped == null) {
                    fields(fields, wanted);
                }
                yield wrapped == null ? fields : leaf.apply(wrapped);
            }
            default -> leaf.apply(Scalars.of(tokens));
        };
    }

    private List<Object> array(FieldFilter wanted) throws IOException {
        List<Object> elements = new ArrayList<>();
        while (tokens.next() != JsonToken.END_ARRAY) {
            elements.add(value(wanted));
        }
        return elements;
    }
}
