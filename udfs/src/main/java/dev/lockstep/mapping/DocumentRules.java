package dev.lockstep.mapping;

import dev.lockstep.decode.FieldFilter;
import dev.lockstep.decode.MalformedDocumentException;
import dev.lockstep.row.DeadLetter.Code;
import dev.lockstep.rule.CelValues;
import dev.lockstep.rule.Expression;
import dev.lockstep.value.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of a collection. They see the fields that they name and no others, which are read
 * from the document's text before the row; a collection without expressions reads nothing twice.
 */
final class DocumentRules {

    private final @Nullable Expression filter;
    private final Map<ColumnMapping, Expression> columns = new HashMap<>();
    private final FieldFilter wanted;

    /**
     * @param visible the fields that expressions may see
     */
    DocumentRules(CollectionMapping mapping, FieldFilter visible) {
        this.filter = mapping.filter() == null ? null : Expression.of(mapping.filter());
        for (ColumnMapping column : mapping.allColumns()) {
            if (column.source() instanceof ColumnSource.Computed computed) {
                columns.put(column, Expression.of(computed.text()));
            }
        }
        Optional<Set<String>> fields = fields();
        this.wanted =
                fields.isEmpty()
                        ? visible
                        : name -> fields.get().contains(name) ? visible.below(name) : null;
    }

    private Optional<Set<String>> fields() {
        Set<String> fields = new HashSet<>();
        if (filter != null) {
            if (filter.fields().isEmpty()) {
                return Optional.empty();
            }
            fields.addAll(filter.fields().get());
        }
        for (Expression expression : columns.values()) {
            if (expression.fields().isEmpty()) {
                return Optional.empty();
            }
            fields.addAll(expression.fields().get());
        }
        return Optional.of(fields);
    }

    /** The fields of a document that expressions read. */
    Map<String, Object> read(String document) throws MalformedDocumentException {
        return filter == null && columns.isEmpty()
                ? Map.of()
                : CelValues.ofDocument(document, wanted);
    }

    /** Whether a document has a row. */
    sealed interface Verdict {}

    /** It has, or has not. */
    record Decided(boolean matches) implements Verdict {}

    /** The filter has no value for it. */
    record Undecided(Mapped.Problem problem) implements Verdict {}

    Verdict verdict(Map<String, Object> fields) {
        if (filter == null) {
            return new Decided(true);
        }
        Expression.Result result = filter.evaluate(fields);
        if (result instanceof Expression.Holds holds && holds.value() instanceof Value.Bool bool) {
            return new Decided(bool.value());
        }
        String reason =
                result instanceof Expression.Fails fails
                        ? fails.reason()
                        : "the filter is neither true nor false";
        return new Undecided(new Mapped.Problem(Code.EXPRESSION_FAILED, "", "filter: " + reason));
    }

    /** The value of a column that is computed. */
    Expression.Result value(ColumnMapping column, Map<String, Object> fields) {
        Expression expression = columns.get(column);
        if (expression == null) {
            throw new IllegalStateException("Column " + column.column() + " is not computed");
        }
        return expression.evaluate(fields);
    }
}
