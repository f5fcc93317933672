package dev.lockstep.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code normalizePhone(string)}: a phone number without what people write between its digits, and
 * with {@code +} for a leading {@code 00}: {@code 0049 (30) 901-820} gives {@code +4930901820}.
 *
 * <p>An example of a {@link UserFunction}; as all of them it stands in {@code
 * META-INF/services/dev.lockstep.rule.UserFunction}.
 */
public final class NormalizePhone implements UserFunction {

    @Override
    public String name() {
        return "normalizePhone";
    }

    @Override
    public List<Type> parameters() {
        return List.of(Type.STRING);
    }

    @Override
    public Type result() {
        return Type.STRING;
    }

    @Override
    public String call(List<@Nullable Object> arguments) {
        String digits = String.valueOf(arguments.get(0)).replaceAll("[\\s()./-]", "");
        if (!digits.matches("\\+?[0-9]+")) {
            throw new IllegalArgumentException("not a phone number");
        }
        return digits.startsWith("00") ? "+" + digits.substring(2) : digits;
    }
}
