package dev.lockstep.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Set;

/**
 * Writes tokens as relaxed extended JSON v2. Field order and field names are kept, also a name that
 * occurs twice.
 */
final class JsonText {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

    /** Wrappers that relaxed extended JSON has in the same form; their value may tell less. */
    private static final Set<String> SAME_IN_RELAXED =
            Set.of("$oid", "$numberDecimal", "$symbol", "$undefined");

    private final Tokens tokens;
    private final boolean asId;
    private final JsonGenerator out;

    private JsonText(Tokens tokens, boolean asId, JsonGenerator out) {
        this.tokens = tokens;
        this.asId = asId;
        this.out = out;
    }

    /**
     * The document whose first field name is the current token; its end is current then.
     *
     * @param asId whether numbers are written in their canonical form
     */
    static Value.Json ofDocument(Tokens tokens, FieldFilter filter, boolean asId)
            throws IOException {
        return write(tokens, asId, text -> text.fields(filter));
    }

    /** The array that begins at the current token; its end is current then. */
    static Value.Json ofArray(Tokens tokens, FieldFilter filter, boolean asId) throws IOException {
        return write(tokens, asId, text -> text.array(filter));
    }

    private static Value.Json write(Tokens tokens, boolean asId, Part part) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            part.write(new JsonText(tokens, asId, out));
        }
        return new Value.Json(text.toString());
    }

    static Value.Json ofRegularExpression(String pattern, String options) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            out.writeStartObject();
            out.writeObjectFieldStart("$regularExpression");
            out.writeStringField("pattern", pattern);
            out.writeStringField("options", options);
        }
        return new Value.Json(text.toString());
    }

    private void fields(FieldFilter filter) throws IOException {
        out.writeStartObject();
        for (; tokens.kind() == JsonToken.FIELD_NAME; tokens.next()) {
            String name = tokens.text();
            FieldFilter below = filter.below(name);
            tokens.next();
            if (below == null) {
                tokens.skipChildren();
            } else {
                out.writeFieldName(name);
                value(below);
            }
        }
        out.writeEndObject();
    }

    private void array(FieldFilter filter) throws IOException {
        out.writeStartArray();
        while (tokens.next() != JsonToken.END_ARRAY) {
            value(filter);
        }
        out.writeEndArray();
    }

    private void value(FieldFilter filter) throws IOException {
        switch (tokens.kind()) {
            case START_ARRAY -> array(filter);
            case START_OBJECT -> {
                tokens.next();
                document(filter);
            }
            case VALUE_STRING -> string(tokens.text());
            default -> plain(Scalars.of(tokens));
        }
    }

    private void document(FieldFilter filter) throws IOException {
        boolean asItIs =
                tokens.kind() != JsonToken.FIELD_NAME
                        || (!asId && SAME_IN_RELAXED.contains(tokens.text()));
        Value wrapped = asItIs ? null : Wrappers.match(tokens);
        if (wrapped == null) {
            fields(filter);
        } else {
            plain(wrapped);
        }
    }

    private void plain(Value value) throws IOException {
        RelaxedJson.write(asId ? CanonicalNumber.of(value) : value, out);
    }

    /** Half a surrogate pair has no UTF-8: only as an escape does it survive. */
    private void string(String text) throws IOException {
        if (Surrogates.arePaired(text)) {
            out.writeString(text);
        } else {
            out.writeRawValue('"' + Surrogates.escape(text) + '"');
        }
    }

    @FunctionalInterface
    private interface Part {
        void write(JsonText text) throws IOException;
    }
}
