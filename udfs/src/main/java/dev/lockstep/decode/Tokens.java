package dev.lockstep.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;

/**
 * A parser's tokens with a bounded look ahead: whether an object is a type wrapper shows only at
 * its end, and if it is not, its tokens must come again as those of a plain document.
 */
final class Tokens {

    /** What the longest wrapper has, {@code $dbPointer}, counted from its first field name. */
    private static final int WINDOW = 11;

    /** The field names of wrappers. Any other has no place in a shape. */
    private static final Set<String> WORDS =
            Set.of(
                    ("$oid $date $numberInt $numberLong $numberDouble $numberDecimal $binary $type"
                                    + " base64 subType $uuid $timestamp t i $regex $options"
                                    + " $regularExpression pattern options $undefined $minKey"
                                    + " $maxKey $symbol $code $scope $dbPointer $ref $id")
                            .split(" "));

    private final JsonParser parser;
    private final JsonToken[] kinds = new JsonToken[WINDOW];
    private final String[] texts = new String[WINDOW];
    private final int[] offsets = new int[WINDOW];

    /** How many tokens were read ahead, and which of them is current; without any: the parser's. */
    private int ahead;

    private int current;

    /** The index of the last token of the object that {@link #shape} looked at. */
    private int end;

    Tokens(JsonParser parser) {
        this.parser = parser;
    }

    JsonToken kind() {
        return ahead > 0 ? kinds[current] : parser.currentToken();
    }

    /** The current token's text: a string's content, a field's name, a number's digits. */
    String text() throws IOException {
        return ahead > 0 ? texts[current] : parser.getText();
    }

    /** Where the current token begins in the text. */
    int offset() {
        return ahead > 0 ? offsets[current] : (int) parser.currentTokenLocation().getCharOffset();
    }

    JsonToken next() throws IOException {
        if (current + 1 < ahead) {
            current++;
        } else {
            ahead = 0;
            current = 0;
            parser.nextToken();
        }
        return kind();
    }

    /** From the start of an object or array to its end; anything else is one token already. */
    void skipChildren() throws IOException {
        if (ahead == 0) {
            parser.skipChildren();
            return;
        }
        for (int depth = step(kind()); depth > 0; depth += step(kind())) {
            next();
        }
    }

    /**
     * The form of the object whose first field name is the current token: its field names, and a
     * word for each value ({@code s}tring, {@code i}nteger, {@code true}, other {@code v}alue), as
     * in {@code "$date {$numberLong s}"}. Ends with {@code ...} if it does not end within the
     * window.
     */
    String shape() throws IOException {
        startWindow();
        StringBuilder shape = new StringBuilder();
        int depth = 1;
        for (end = 0; end < WINDOW; end++) {
            if (end == ahead) {
                parser.nextToken();
                record();
            }
            depth += step(kinds[end]);
            if (depth == 0) {
                return shape.toString();
            }
            append(shape, kinds[end], texts[end]);
        }
        return shape.append("...").toString();
    }

    /** The text of a token of the object that {@link #shape} described. */
    String text(int index) {
        return texts[index];
    }

    /** Makes the end of the object that {@link #shape} described the current token. */
    void skipToEnd() {
        current = end;
    }

    private void startWindow() throws IOException {
        if (ahead == 0) {
            record();
        } else {
            ahead -= current;
            System.arraycopy(kinds, current, kinds, 0, ahead);
            System.arraycopy(texts, current, texts, 0, ahead);
            System.arraycopy(offsets, current, offsets, 0, ahead);
        }
        current = 0;
    }

    private void record() throws IOException {
        kinds[ahead] = parser.currentToken();
        texts[ahead] = parser.getText();
        offsets[ahead] = (int) parser.currentTokenLocation().getCharOffset();
        ahead++;
    }

    private static int step(JsonToken kind) {
        return kind.isStructStart() ? 1 : kind.isStructEnd() ? -1 : 0;
    }

    private static void append(StringBuilder shape, JsonToken kind, String text) {
        boolean first = shape.isEmpty() || shape.charAt(shape.length() - 1) == '{';
        switch (kind) {
            case FIELD_NAME ->
                    shape.append(first ? "" : " ").append(WORDS.contains(text) ? text : "?");
            case VALUE_STRING -> shape.append(" s");
            case VALUE_NUMBER_INT -> shape.append(" i");
            case VALUE_TRUE -> shape.append(" true");
            case START_OBJECT -> shape.append(" {");
            case END_OBJECT -> shape.append('}');
            default -> shape.append(" v");
        }
    }
}
