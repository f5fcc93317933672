package dev.lockstep.decode;

import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.value.Value;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a document from tokens and gives them to a visitor. */
final class FieldReader {

    private static final Value EMPTY_DOCUMENT = new Value.Json("{}");

    private final Tokens tokens;
    private final DocumentVisitor visitor;
    private final String source;

    /**
     * @param source what the tokens are read from
     */
    FieldReader(Tokens tokens, DocumentVisitor visitor, String source) {
        this.tokens = tokens;
        this.visitor = visitor;
        this.source = source;
    }

    /** Reads from a document's first field name to its end. */
    void fields() throws IOException {
        while (tokens.kind() == JsonToken.FIELD_NAME) {
            boolean wanted = visitor.field(tokens.text());
            tokens.next();
            if (wanted) {
                field();
            } else {
                tokens.skipChildren();
            }
            tokens.next();
        }
    }

    /** Reads an array from its start to its end, as a document whose fields are 0, 1, ... */
    void elements() throws IOException {
        for (int i = 0; tokens.next() != JsonToken.END_ARRAY; i++) {
            if (visitor.field(Integer.toString(i))) {
                field();
            } else {
                tokens.skipChildren();
            }
        }
    }

    private void field() throws IOException {
        if (tokens.kind() == JsonToken.START_OBJECT) {
            document();
        } else if (tokens.kind() == JsonToken.START_ARRAY && visitor.wantsText()) {
            int start = tokens.offset();
            tokens.skipChildren();
            visitor.text(source.substring(start, tokens.offset() + 1));
        } else {
            visitor.value(value(tokens, visitor.filter(), false));
        }
    }

    private void document() throws IOException {
        int start = tokens.offset();
        JsonToken first = tokens.next();
        Value wrapped = first == JsonToken.FIELD_NAME ? Wrappers.match(tokens) : EMPTY_DOCUMENT;
        if (wrapped != null) {
            visitor.value(wrapped);
        } else if (visitor.wantsText()) {
            skipFields();
            visitor.text(source.substring(start, tokens.offset() + 1));
        } else if (visitor.document(new FieldNames(source, start + 1))) {
            fields();
            visitor.endDocument();
        } else {
            visitor.value(JsonText.ofDocument(tokens, visitor.filter(), false));
        }
    }

    private void skipFields() throws IOException {
        while (tokens.kind() == JsonToken.FIELD_NAME) {
            tokens.next();
            tokens.skipChildren();
            tokens.next();
        }
    }

    /** Reads the value that begins at the current token; the last one of it is current then. */
    static Value value(Tokens tokens, FieldFilter filter, boolean asId) throws IOException {
        return switch (tokens.kind()) {
            case START_ARRAY -> JsonText.ofArray(tokens, filter, asId);
            case START_OBJECT -> {
                JsonToken first = tokens.next();
                @Nullable Value wrapped =
                        first == JsonToken.FIELD_NAME ? Wrappers.match(tokens) : EMPTY_DOCUMENT;
                yield wrapped != null ? wrapped : JsonText.ofDocument(tokens, filter, asId);
            }
            default -> Scalars.of(tokens);
        };
    }
}
