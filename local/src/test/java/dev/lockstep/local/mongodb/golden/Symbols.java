package dev.lockstep.local.mongodb.golden;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonType;
import org.bson.BsonValue;

/**
 * What the symbols of a scenario stand for in one replay. A symbol is bound where it is met first;
 * from then on it must stand for the same value, and ranked ones for values in the order of their
 * ranks.
 */
final class Symbols {
    /** {@code $uuid} of the files. */
    static final String UUID = "$uuidSymbol";

    /**
     * The number of a record is a place in the server's log, which the recording left as it was.
     */
    private static final Pattern IN_TEXT =
            Pattern.compile(
                    "<cursor (?<cursor>\\w+)>|<token( (?<token>\\d+))?>|<(?<length>\\d+) characters>"
                            + "|<(?<mebibytes>\\d+) MiB - (?<less>\\d+)>|(?<=RecordId\\()\\d+"
                            + "|(?<=BSONObj size: )\\d+|(?<=\\(0x)\\w+");

    private final NavigableMap<Integer, Long> times = new TreeMap<>();
    private final NavigableMap<Integer, String> tokens = new TreeMap<>();
    private final Map<String, String> names = new HashMap<>();

    static boolean isSymbol(BsonValue expected) {
        return expected instanceof BsonDocument document
                && document.size() == 1
                && switch (document.getFirstKey()) {
                    case "$time", "$token", "$cursor", "$any", UUID -> true;
                    default -> false;
                };
    }

    /** Whether the symbol can stand for the value. */
    boolean stands(BsonDocument symbol, BsonValue actual) {
        BsonValue name = symbol.get(symbol.getFirstKey());
        return switch (symbol.getFirstKey()) {
            case "$time" ->
                    actual.isTimestamp()
                            && standsRanked(times, rank(name), actual.asTimestamp().getValue());
            case "$token" ->
                    actual instanceof BsonDocument token
                            && token.size() == 1
                            && token.get("_data") instanceof BsonString data
                            && standsRanked(tokens, rank(name), data.getValue());
            case "$cursor" ->
                    actual.isInt64()
                            && actual.asInt64().getValue() != 0
                            && standsNamed(
                                    "cursor " + name.asString().getValue(),
                                    Long.toString(actual.asInt64().getValue()));
            case UUID ->
                    actual.isBinary()
                            && actual.asBinary().getType() == 4
                            && standsNamed(
                                    "uuid " + rank(name), actual.asBinary().asUuid().toString());
            default -> actual.getBsonType() == type(name.asString().getValue());
        };
    }

    /** Whether a text, which may have symbols in it, can stand for another. */
    boolean standsInText(String expected, String actual) {
        Matcher symbol = IN_TEXT.matcher(expected);
        StringBuilder pattern = new StringBuilder();
        int end = 0;
        while (symbol.find()) {
            pattern.append(Pattern.quote(expected.substring(end, symbol.start()))).append("(\\w+)");
            end = symbol.end();
        }
        pattern.append(Pattern.quote(expected.substring(end)));
        Matcher values = Pattern.compile(pattern.toString()).matcher(actual);
        if (!values.matches()) {
            return false;
        }
        symbol.reset();
        for (int group = 1; symbol.find(); group++) {
            if (!standsAsText(symbol, values.group(group))) {
                return false;
            }
        }
        return true;
    }

    private boolean standsAsText(Matcher symbol, String actual) {
        if (symbol.group("cursor") != null) {
            return standsNamed("cursor " + symbol.group("cursor"), actual);
        }
        if (symbol.group("token") != null) {
            return standsRanked(tokens, Integer.parseInt(symbol.group("token")), actual);
        }
        return length(symbol).stream().allMatch(length -> length == actual.length());
    }

    /** Long texts are recorded by their length. */
    private static OptionalInt length(Matcher symbol) {
        if (symbol.group("length") != null) {
            return OptionalInt.of(Integer.parseInt(symbol.group("length")));
        }
        return symbol.group("mebibytes") == null
                ? OptionalInt.empty()
                : OptionalInt.of(
                        Integer.parseInt(symbol.group("mebibytes")) * 1024 * 1024
                                - Integer.parseInt(symbol.group("less")));
    }

    private static int rank(BsonValue rank) {
        return ((BsonNumber) rank).intValue();
    }

    private static <T extends Comparable<T>> boolean standsRanked(
            NavigableMap<Integer, T> bound, int rank, T actual) {
        if (bound.containsKey(rank)) {
            return bound.get(rank).equals(actual);
        }
        var before = bound.lowerEntry(rank);
        var after = bound.higherEntry(rank);
        if ((before != null && before.getValue().compareTo(actual) >= 0)
                || (after != null && after.getValue().compareTo(actual) <= 0)) {
            return false;
        }
        bound.put(rank, actual);
        return true;
    }

    private boolean standsNamed(String name, String actual) {
        if (!names.containsKey(name) && !names.containsValue(actual)) {
            names.put(name, actual);
        }
        return actual.equals(names.get(name));
    }

    /** The recording names the types of Python. */
    private static BsonType type(String name) {
        return switch (name) {
            case "str" -> BsonType.STRING;
            case "int" -> BsonType.INT32;
            case "Int64", "term" -> BsonType.INT64;
            case "float" -> BsonType.DOUBLE;
            case "bool" -> BsonType.BOOLEAN;
            case "date", "datetime" -> BsonType.DATE_TIME;
            case "binData" -> BsonType.BINARY;
            case "ObjectId" -> BsonType.OBJECT_ID;
            case "document" -> BsonType.DOCUMENT;
            default -> throw new IllegalArgumentException("unknown type " + name);
        };
    }
}
