package dev.lockstep.decode;

import dev.lockstep.value.Value;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the objects that stand for a BSON type. Anything that is not exactly of a wrapper's
 * shape, or whose content is not what the wrapper promises, is a plain document.
 *
 * @see <a
 *     href="https://github.com/mongodb/specifications/blob/master/source/extended-json/extended-json.md">Extended
 *     JSON v2, with the legacy forms at its end</a>
 */
final class Wrappers {

    private Wrappers() {}

    /**
     * The value of the object whose first field name is the current token, whose end is current
     * then; null, with nothing read, for a document.
     */
    static @Nullable Value match(Tokens tokens) throws IOException {
        if (!tokens.text().startsWith("$")) {
            return null;
        }
        String shape = tokens.shape();
        return isOpaque(shape)
                ? JsonText.ofDocument(tokens, FieldFilter.ALL, false)
                : typed(shape, tokens);
    }

    /** What has no SQL counterpart, and the same form in legacy and in relaxed extended JSON. */
    private static boolean isOpaque(String shape) {
        return switch (shape) {
            case "$minKey i",
                    "$maxKey i",
                    "$timestamp {t i i i}",
                    "$regularExpression {pattern s options s}",
                    "$code s",
                    "$dbPointer {$ref s $id {$oid s}}" ->
                    true;
            default -> shape.startsWith("$code s $scope {");
        };
    }

    private static @Nullable Value typed(String shape, Tokens tokens) throws IOException {
        Value value =
                switch (shape) {
                    case "$oid s" -> WrappedText.objectId(tokens.text(1));
                    case "$date i" -> WrappedText.date(tokens.text(1));
                    case "$date s" -> WrappedText.isoDate(tokens.text(1));
                    case "$date {$numberLong s}" -> WrappedText.date(tokens.text(3));
                    case "$numberInt s" -> WrappedText.int32(tokens.text(1));
                    case "$numberLong s" -> WrappedText.int64(tokens.text(1));
                    case "$numberDouble s" -> WrappedText.float64(tokens.text(1));
                    case "$numberDecimal s" -> WrappedText.decimal(tokens.text(1));
                    case "$binary s $type s" -> WrappedText.binary(tokens.text(1), tokens.text(3));
                    case "$type s $binary s" -> WrappedText.binary(tokens.text(3), tokens.text(1));
                    case "$binary {base64 s subType s}" ->
                            WrappedText.binary(tokens.text(3), tokens.text(5));
                    case "$binary {subType s base64 s}" ->
                            WrappedText.binary(tokens.text(5), tokens.text(3));
                    case "$uuid s" -> WrappedText.uuid(tokens.text(1));
                    case "$symbol s" -> new Value.Text(tokens.text(1));
                    case "$undefined true" -> Value.Null.INSTANCE;
                    case "$regex s $options s" ->
                            JsonText.ofRegularExpression(tokens.text(1), tokens.text(3));
                    default -> null;
                };
        if (value != null) {
            tokens.skipToEnd();
        }
        return value;
    }
}
