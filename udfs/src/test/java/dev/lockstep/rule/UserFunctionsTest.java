package dev.lockstep.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.decode.FieldFilter;
import dev.lockstep.type.ReadableText;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions of others in expressions. */
class UserFunctionsTest {

    /** What a function does with its arguments. */
    private interface Body {
        @Nullable Object call(List<@Nullable Object> arguments) throws Exception;
    }

    private record Function(
            String name, List<UserFunction.Type> parameters, UserFunction.Type result, Body body)
            implements UserFunction {

        @Override
        public @Nullable Object call(List<@Nullable Object> arguments) throws Exception {
            return body.call(arguments);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    normalizePhone(doc.phone)                 | +4930901820
                    normalizePhone('+49/30.90-18 20')         | +4930901820
                    normalizePhone(doc.phone).startsWith('+') | true
                    normalizePhone('a phone')                 | the expression failed: normalizePhone() threw java.lang.IllegalArgumentException
                    """)
    void theExampleIsFound(String text, String result) throws Exception {
        Expression expression = Expression.of(text);

        assertThat(evaluate(expression, "{\"phone\": \"0049 (30) 901-820\"}")).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    f(doc.s) | STRING    | java.lang.String x
                    f(doc.i) | INT       | java.lang.Long 7
                    f(doc.l) | INT       | java.lang.Long 1099511627776
                    f(doc.d) | DOUBLE    | java.lang.Double 1.5
                    f(doc.b) | BOOL      | java.lang.Boolean true
                    f(doc.t) | TIMESTAMP | java.time.Instant 2026-01-31T12:00:00Z
                    f(doc.a) | LIST      | java.util.List [1, x]
                    f(doc.m) | MAP       | java.util.Map {y=1}
                    f(doc.m) | ANY       | java.util.Map {y=1}
                    f(doc.n) | ANY       | null
                    f(doc.n) | STRING    | the expression failed: a value is of a type it can't take
                    f(doc.i) | STRING    | the expression failed: a value is of a type it can't take
                    """)
    void argumentsAreOfTheirParametersClasses(String text, UserFunction.Type parameter, String seen)
            throws Exception {
        Function f =
                new Function(
                        "f", List.of(parameter), UserFunction.Type.STRING, it -> shown(it.get(0)));
        String document =
                """
                {"s": "x", "i": 7, "l": {"$numberLong": "1099511627776"}, "d": 1.5, "b": true, "n": null,
                 "t": {"$date": "2026-01-31T12:00:00Z"}, "a": [1, "x"], "m": {"y": 1}}
                """;

        assertThat(evaluate(compiled(text, f), document)).isEqualTo(seen);
    }

    private static String shown(@Nullable Object argument) {
        if (argument == null) {
            return "null";
        } else if (argument instanceof List) {
            return "java.util.List " + argument;
        }
        return (argument instanceof Map ? "java.util.Map" : argument.getClass().getName())
                + " "
                + argument;
    }

    @Test
    void parametersTellFunctionsOfOneNameApart() throws Exception {
        Function text =
                new Function(
                        "f",
                        List.of(UserFunction.Type.STRING),
                        UserFunction.Type.STRING,
                        it -> "a text");
        Function number =
                new Function(
                        "f",
                        List.of(UserFunction.Type.INT),
                        UserFunction.Type.STRING,
                        it -> "a number");
        Function both =
                new Function(
                        "f",
                        List.of(UserFunction.Type.INT, UserFunction.Type.INT),
                        UserFunction.Type.ANY,
                        it -> null);

        assertThat(evaluate(compiled("f(doc.v)", text, number, both), "{\"v\": 1}"))
                .isEqualTo("a number");
        assertThat(evaluate(compiled("f('x')", text, number, both), "{}")).isEqualTo("a text");
        assertThat(evaluate(compiled("f(1, 2) == null", text, number, both), "{}"))
                .isEqualTo("true");
    }

    /** The exception's message may quote what the document holds. */
    @Test
    void anExceptionIsToldWithoutItsMessage() throws Exception {
        Function f =
                new Function(
                        "f",
                        List.of(UserFunction.Type.STRING),
                        UserFunction.Type.STRING,
                        it -> {
                            throw new IOException("no good: " + it.get(0));
                        });

        assertThat(evaluate(compiled("f(doc.card)", f), "{\"card\": \"4111-1111\"}"))
                .isEqualTo("the expression failed: f() threw java.io.IOException");
    }

    @Test
    void whatDoesNotFitIsToldWhenTheFileIsLoaded() {
        Function f =
                new Function(
                        "f", List.of(UserFunction.Type.INT), UserFunction.Type.STRING, it -> "");

        assertThat(mistake("f('x')", f)).startsWith("found no matching overload for 'f'");
        assertThat(mistake("f(1) + 1", f)).startsWith("found no matching overload for '_+_'");
        assertThat(mistake("g(1)", f)).startsWith("undeclared reference to 'g'");
    }

    @Test
    void namesThatAreTakenAreRefused() {
        Function f =
                new Function(
                        "f", List.of(UserFunction.Type.INT), UserFunction.Type.STRING, it -> "");
        Function size = new Function("size", List.of(), UserFunction.Type.STRING, it -> "");

        assertThatThrownBy(() -> UserFunctions.of(List.of(f, f)))
                .hasMessage("%1$s and %1$s are both f[INT]".formatted(Function.class.getName()));
        assertThatThrownBy(() -> UserFunctions.of(List.of(size)))
                .hasMessageContaining("has the name 'size', which it can't have");
    }

    private static String evaluate(Expression expression, String document) throws Exception {
        Expression.Result result =
                expression.evaluate(CelValues.ofDocument(document, FieldFilter.ALL));
        return result instanceof Expression.Holds holds
                ? ReadableText.of(holds.value())
                : ((Expression.Fails) result).reason();
    }

    private static Expression compiled(String text, Function... functions) {
        return ((Expression.Valid) Expression.compile(text, environment(functions))).expression();
    }

    private static String mistake(String text, Function... functions) {
        Expression.Compiled compiled = Expression.compile(text, environment(functions));
        return ((Expression.Invalid) compiled).mistakes().get(0).message();
    }

    private static Expression.Environment environment(Function... functions) {
        return Expression.Environment.of(UserFunctions.of(List.of(functions)));
    }
}
