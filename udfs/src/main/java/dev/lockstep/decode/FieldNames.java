package dev.lockstep.decode;

import java.util.function.Predicate;

/**
 * The names of a document's fields, all of them before the first is read: they are found by going
 * through the text up to the document's end, but only when somebody asks.
 */
public final class FieldNames {

    private final String text;
    private final int start;

    /**
     * @param start behind the document's opening brace, in well-formed JSON
     */
    FieldNames(String text, int start) {
        this.text = text;
        this.start = start;
    }

    /**
     * Whether the document has more fields than this, or one of its names is such a one; escaped
     * characters in a name are seen as they are escaped.
     */
    public boolean moreThan(int count, Predicate<String> orAny) {
        int depth = 1;
        int names = 0;
        boolean atName = true;
        for (int i = start; i < text.length() && depth > 0; i++) {
            switch (text.charAt(i)) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case ',' -> atName = depth == 1;
                case '"' -> {
                    int end = endOfString(i);
                    if (atName && depth == 1) {
                        atName = false;
                        names++;
                        if (names > count || orAny.test(text.substring(i + 1, end))) {
                            return true;
                        }
                    }
                    i = end;
                }
                default -> {} // numbers, literals, colons, white space
            }
        }
        return false;
    }

    private int endOfString(int quote) {
        int i = quote + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i, text.length());
    }
}
