package dev.lockstep.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.lockstep.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Decodes extended JSON text in one pass, without a tree: legacy strict mode as Flink CDC gives it,
 * and canonical and relaxed v2, in any mixture. {@link Wrappers} has the list of what stands for a
 * BSON type; every other object is a document.
 *
 * <p>Extended JSON can't tell everything. A legacy DBPointer reads as the DBRef document it looks
 * like; a document that is exactly like a wrapper ({@code {"$date": 0}}, possible since MongoDB
 * 5.0) reads as one; a Decimal128 {@code -0} has no sign as a {@link Value.Decimal}, only as JSON
 * text. A field name that occurs twice in a document is given twice.
 */
public final class DocumentDecoder {

    /** More characters than any text of a 16 MB document has, every one of them escaped. */
    private static final int ANY_LENGTH = 128 << 20;

    /** MongoDB allows 100 levels, 200 at most; a wrapper adds up to three. */
    private static final int MAX_DEPTH = 500;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(ANY_LENGTH)
                                    .maxNameLength(ANY_LENGTH)
                                    .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    // Field names may be data: they must not fill the JVM's string table, nor may
                    // names with equal hashes stop the job.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                    .build();

    private DocumentDecoder() {}

    /**
     * Gives a document's fields to a visitor, in their order. When the text turns out to be
     * malformed the visitor may have seen the fields before.
     */
    public static void decode(String json, DocumentVisitor visitor)
            throws MalformedDocumentException {
        decodeTokens(json, tokens -> new FieldReader(tokens, visitor, json).fields());
    }

    /** Gives an array's elements to a visitor, as the fields 0, 1, ... of a document. */
    public static void decodeElements(String json, DocumentVisitor visitor)
            throws MalformedDocumentException {
        read(
                json,
                tokens -> {
                    if (tokens.kind() != JsonToken.START_ARRAY) {
                        throw new MalformedDocumentException("Not an array", 0);
                    }
                    new FieldReader(tokens, visitor, json).elements();
                    return Value.Null.INSTANCE;
                });
    }

    /** Gives a document's tokens to a reader, from the first field's name to the document's end. */
    static void decodeTokens(String json, FieldsReading reading) throws MalformedDocumentException {
        read(
                json,
                tokens -> {
                    if (tokens.kind() != JsonToken.START_OBJECT) {
                        throw new MalformedDocumentException("Not a document", 0);
                    }
                    tokens.next();
                    reading.read(tokens);
                    return Value.Null.INSTANCE;
                });
    }

    /** Reads one value; an array or a document gives {@link Value.Json}. */
    public static Value decodeValue(String json) throws MalformedDocumentException {
        return decodeValue(json, FieldFilter.ALL);
    }

    /** The same, with only the fields that the filter keeps. */
    public static Value decodeValue(String json, FieldFilter filter)
            throws MalformedDocumentException {
        return read(json, tokens -> FieldReader.value(tokens, filter, false));
    }

    /**
     * Reads the value of a document id in the one form that all ids have which MongoDB holds to be
     * equal: numbers as {@link CanonicalNumber} tells, also inside a document that becomes {@link
     * Value.Json}.
     */
    public static Value decodeId(String json) throws MalformedDocumentException {
        return read(
                json,
                tokens -> CanonicalNumber.of(FieldReader.value(tokens, FieldFilter.ALL, true)));
    }

    private static Value read(String json, Reading reading) throws MalformedDocumentException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new MalformedDocumentException("Nothing", 0);
            }
            Value value = reading.read(new Tokens(parser));
            if (parser.nextToken() != null) {
                throw new MalformedDocumentException(
                        "More after the end", parser.currentTokenLocation().getCharOffset());
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new MalformedDocumentException("Too deeply nested or too long", offset(e));
        } catch (JsonProcessingException e) {
            throw new MalformedDocumentException("Malformed JSON", offset(e));
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory can't fail", e);
        }
    }

    private static long offset(JsonProcessingException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
    }

    /** Reads a document's fields. */
    @FunctionalInterface
    interface FieldsReading {
        void read(Tokens tokens) throws IOException, MalformedDocumentException;
    }

    @FunctionalInterface
    private interface Reading {
        Value read(Tokens tokens) throws IOException, MalformedDocumentException;
    }
}
