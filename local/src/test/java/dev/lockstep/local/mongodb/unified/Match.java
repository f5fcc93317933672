package dev.lockstep.local.mongodb.unified;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Locale;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNumber;
import org.bson.BsonString;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Compares what came with what the unified test format expects: a document at the root may have
 * more fields than expected, one inside may not; numbers are equal whatever their type; a document
 * whose only field begins with {@code $$} is an operator.
 */
final class Match {
    private Match() {}

    /** Fails with the path of the first difference. */
    static void root(BsonValue expected, @Nullable BsonValue actual) {
        value("", expected, actual, true);
    }

    private static void value(
            String path, BsonValue expected, @Nullable BsonValue actual, boolean extraFields) {
        if (isOperator(expected)) {
            operator(path, expected.asDocument(), actual, extraFields);
            return;
        }
        assertThat(actual).as("%s is there", path).isNotNull();
        if (expected.isDocument()) {
            assertThat(actual.isDocument()).as("%s is a document", path).isTrue();
            document(path, expected.asDocument(), actual.asDocument(), extraFields);
        } else if (expected.isArray()) {
            assertThat(actual.isArray()).as("%s is an array", path).isTrue();
            array(path, expected.asArray(), actual.asArray());
        } else if (expected.isNumber() && actual instanceof BsonNumber number) {
            assertThat(number.doubleValue()).as(path).isEqualTo(expected.asNumber().doubleValue());
        } else {
            assertThat(actual).as(path).isEqualTo(expected);
        }
    }

    private static void document(
            String path, BsonDocument expected, BsonDocument actual, boolean extraFields) {
        expected.forEach(
                (field, value) -> value(path + "." + field, value, actual.get(field), false));
        if (!extraFields) {
            assertThat(expected.keySet()).as("fields of %s", path).containsAll(actual.keySet());
        }
    }

    private static void array(String path, BsonArray expected, BsonArray actual) {
        assertThat(actual).as("elements of %s", path).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            value(path + "." + i, expected.get(i), actual.get(i), false);
        }
    }

    private static boolean isOperator(BsonValue expected) {
        return expected.isDocument()
                && expected.asDocument().size() == 1
                && expected.asDocument().getFirstKey().startsWith("$$");
    }

    private static void operator(
            String path, BsonDocument operator, @Nullable BsonValue actual, boolean extraFields) {
        BsonValue operand = operator.get(operator.getFirstKey());
        switch (operator.getFirstKey()) {
            case "$$exists" ->
                    assertThat(actual != null)
                            .as("%s is there", path)
                            .isEqualTo(operand.asBoolean().getValue());
            case "$$type" -> assertThat(typeNames(operand)).as(path).contains(typeName(actual));
            case "$$unsetOrMatches" -> {
                if (actual != null) {
                    value(path, operand, actual, extraFields);
                }
            }
            default -> fail("the runner does not know %s", operator.getFirstKey());
        }
    }

    private static BsonArray typeNames(BsonValue operand) {
        return operand.isArray() ? operand.asArray() : new BsonArray(List.of(operand));
    }

    private static BsonString typeName(@Nullable BsonValue value) {
        BsonType type = value == null ? BsonType.END_OF_DOCUMENT : value.getBsonType();
        return new BsonString(
                switch (type) {
                    case DOCUMENT -> "object";
                    case INT32 -> "int";
                    case INT64 -> "long";
                    default -> type.name().toLowerCase(Locale.ROOT);
                });
    }
}
