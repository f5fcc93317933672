package dev.lockstep.decode;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Keeps strings with half a surrogate pair, which UTF-8 can't hold, in JSON text. */
final class Surrogates {

    private Surrogates() {}

    static boolean arePaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (isLone(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The content of a JSON string, quotes not included, with lone surrogates as escapes. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (isLone(text, i)) {
                JsonStringEncoder.getInstance().quoteAsString(text.substring(from, i), escaped);
                escaped.append(String.format("\\u%04x", (int) text.charAt(i)));
                from = i + 1;
            } else {
                i++;
            }
        }
        JsonStringEncoder.getInstance().quoteAsString(text.substring(from), escaped);
        return escaped.toString();
    }

    private static boolean isLone(String text, int index) {
        return index + 1 == text.length()
                || !Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
    }
}
