package dev.lockstep.config;

import dev.lockstep.config.yaml.DidYouMean;
import dev.lockstep.config.yaml.Place;
import dev.lockstep.config.yaml.Scalar;
import dev.lockstep.config.yaml.ValueType;
import dev.lockstep.rule.Expression;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of expressions: compiled and type-checked where they stand.
 *
 * @param condition whether the value must be true or false
 */
record Expressions(boolean condition) implements ValueType<String> {

    private static final Pattern UNKNOWN = Pattern.compile("undeclared reference to '(\\w+)'");

    @Override
    public Optional<String> read(Place place) {
        return place.scalar().map(Scalar::text).filter(text -> isValid(text, place));
    }

    private boolean isValid(String text, Place place) {
        Expression.Compiled compiled = Expression.compile(text);
        if (compiled instanceof Expression.Invalid invalid) {
            for (Expression.Mistake mistake : invalid.mistakes()) {
                place.problemWithin(
                        mistake.line(),
                        mistake.column(),
                        "is not a valid expression: " + mistake.message(),
                        unknownName(mistake.message())
                                .flatMap(it -> DidYouMean.among(Expression.names(), it))
                                .map("did you mean '%s'?"::formatted)
                                .orElse("CEL, such as doc.status != 'deleted'"));
            }
            return false;
        }
        if (condition && !((Expression.Valid) compiled).isCondition()) {
            place.problem("is never true or false", "a condition, such as doc.status != 'deleted'");
            return false;
        }
        return true;
    }

    private static Optional<String> unknownName(String message) {
        Matcher matcher = UNKNOWN.matcher(message);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "string", "minLength", 1);
    }
}
