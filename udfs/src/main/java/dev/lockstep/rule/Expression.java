package dev.lockstep.rule;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.lockstep.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled and type-checked expression over a document, {@code doc}. Thread-safe, but not
 * serializable: its text is what travels.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">The language</a>
 */
public final class Expression {

    /** What the pipeline's class path makes of the language; failing is a problem of each text. */
    private static final Supplier<Environment> ENVIRONMENT =
            Suppliers.memoize(() -> Environment.of(UserFunctions.load()));

    record Environment(Cel cel, List<String> names) {

        static Environment of(UserFunctions functions) {
            List<String> names = new ArrayList<>(Language.RESERVED);
            names.addAll(functions.names());
            return new Environment(Language.cel(functions), List.copyOf(names));
        }
    }

    private final CelRuntime.Program program;
    private final Optional<Set<String>> fields;

    private Expression(CelRuntime.Program program, Optional<Set<String>> fields) {
        this.program = program;
        this.fields = fields;
    }

    /** What compiling a text comes to. */
    public sealed interface Compiled {}

    /**
     * It can be evaluated.
     *
     * @param isCondition whether its value may be true or false, as far as that is known
     */
    public record Valid(Expression expression, boolean isCondition) implements Compiled {}

    /** It can't; at least one reason. */
    public record Invalid(List<Mistake> mistakes) implements Compiled {}

    /**
     * A place in the text that is wrong.
     *
     * @param line counted from 0
     * @param column counted from 0
     */
    public record Mistake(int line, int column, String message) {}

    /** What evaluating comes to. */
    public sealed interface Result {}

    public record Holds(Value value) implements Result {}

    /**
     * The expression has no value for the document.
     *
     * @param reason never a value of the document
     */
    public record Fails(String reason) implements Result {}

    public static Compiled compile(String text) {
        try {
            return compile(text, ENVIRONMENT.get());
        } catch (IllegalStateException e) {
            return new Invalid(List.of(new Mistake(0, 0, String.valueOf(e.getMessage()))));
        }
    }

    static Compiled compile(String text, Environment environment) {
        Cel cel = environment.cel();
        try {
            CelAbstractSyntaxTree ast = cel.compile(text).getAst();
            CelKind kind = ast.getResultType().kind();
            Expression expression =
                    new Expression(cel.createProgram(ast), ReferencedFields.of(ast));
            return new Valid(expression, kind == CelKind.BOOL || kind == CelKind.DYN);
        } catch (CelValidationException e) {
            return new Invalid(e.getErrors().stream().map(Expression::mistake).toList());
        } catch (CelEvaluationException e) {
            return new Invalid(List.of(new Mistake(0, 0, "can't be made a program")));
        }
    }

    /** The names that an expression can use: functions, macros and the document. */
    public static List<String> names() {
        try {
            return ENVIRONMENT.get().names();
        } catch (IllegalStateException e) {
            return List.of(); // told of each expression
        }
    }

    /** As {@link #compile}, for a text that was valid before; throws IllegalArgumentException. */
    public static Expression of(String text) {
        if (compile(text) instanceof Valid valid) {
            return valid.expression();
        }
        throw new IllegalArgumentException("Not a valid expression");
    }

    private static Mistake mistake(CelIssue issue) {
        int line = Math.max(0, issue.getSourceLocation().getLine() - 1);
        int column = Math.max(0, issue.getSourceLocation().getColumn());
        return new Mistake(line, column, issue.getMessage().replace(" (in container '')", ""));
    }

    /** The document's fields that the expression reads; empty when it may read any. */
    public Optional<Set<String>> fields() {
        return fields;
    }

    /**
     * Evaluates for a document as {@link CelValues#ofDocument} gives it.
     *
     * <p>CEL's own messages may quote what the document holds, so only their kind is told.
     */
    public Result evaluate(Map<String, Object> document) {
        try {
            return CelValues.result(program.eval(Map.of(Language.DOCUMENT, document)));
        } catch (CelEvaluationException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof UserFunctions.FunctionFailedException failed) {
                    return new Fails("the expression failed: " + failed.getMessage());
                }
            }
            return new Fails(
                    "the expression failed: "
                            + switch (e.getErrorCode()) {
                                case ATTRIBUTE_NOT_FOUND -> "there is no such field; has() asks";
                                case INDEX_OUT_OF_BOUNDS -> "an index is beyond its list";
                                case DIVIDE_BY_ZERO -> "division by zero";
                                case OVERLOAD_NOT_FOUND -> "a value is of a type it can't take";
                                case NUMERIC_OVERFLOW -> "a number is too large";
                                case BAD_FORMAT, INVALID_ARGUMENT -> "an argument is not valid";
                                case ITERATION_BUDGET_EXCEEDED -> "it went through too much";
                                default -> e.getErrorCode().name();
                            });
        } catch (RuntimeException e) {
            return new Fails("the expression failed: " + e.getClass().getSimpleName());
        }
    }
}
