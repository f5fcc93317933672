package dev.lockstep.type;

/** What a text is in UTF-8, without encoding it. */
public final class Utf8 {

    private Utf8() {}

    /** Bytes of the text in UTF-8; a lone surrogate counts as the 3 bytes of a replacement. */
    public static long length(String text) {
        long bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A surrogate pair is 2 characters and 4 bytes: each half adds one.
                bytes += c < 0x800 ? 1 : pairedAt(text, i) ? 1 : 2;
            }
        }
        return bytes;
    }

    /** Whether every surrogate has its other half: else an encoder would put '?' in its place. */
    public static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i)) && !pairedAt(text, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean pairedAt(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && i > 0
                && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
