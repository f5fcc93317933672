package dev.lockstep.config;

import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.Place;
import dev.lockstep.config.yaml.ScalarType;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnPolicies;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mask.Mask;
import dev.lockstep.type.ColumnType;
import dev.lockstep.type.ColumnTypeParser;
import dev.lockstep.value.Value;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The elements of {@code key} and {@code columns} of a collection. */
final class ColumnSections {

    /** A column and where it is declared. */
    record Declared(ColumnMapping column, Place place) {}

    private static final Key<String> PATH_OF_KEY =
            Key.required("path", Names.path(), "the field, such as _id.number");

    private static final Key<String> COLUMN =
            Key.optional(
                    "column",
                    Names.identifier("a column's name"),
                    "the column's name; by default the path's names joined with _");

    private static final Key<ColumnType> TYPE = Key.optional("type", type(), "its type");

    private static final Key<Boolean> NULLABLE =
            Key.withDefault("nullable", Scalars.bool(), "true", "whether it may hold NULL");

    private static final Key<Literal> DEFAULT =
            Key.optional(
                    "default",
                    new Literal.Type(),
                    "what it holds when the field is missing (not when it is null)");

    static final Section<Declared> KEY =
            new Section<>(
                    List.of(PATH_OF_KEY, COLUMN, TYPE, MaskKeys.MASK),
                    ColumnSections::checkKey,
                    values ->
                            declared(
                                    values,
                                    new ColumnSource.Field(values.get(PATH_OF_KEY)),
                                    false,
                                    Optional.empty(),
                                    ColumnPolicies.of(false, false),
                                    MaskKeys.maskOfKey(values)));

    static final Section<Declared> COLUMN_OF_TABLE =
            new Section<>(
                    List.of(
                            SourceKeys.PATH,
                            SourceKeys.CONSTANT,
                            SourceKeys.METADATA,
                            SourceKeys.EXPRESSION,
                            COLUMN,
                            TYPE,
                            NULLABLE,
                            DEFAULT,
                            PolicyKeys.ON_MISMATCH,
                            PolicyKeys.ON_MISSING,
                            PolicyKeys.ON_NULL,
                            MaskKeys.MASK,
                            MaskKeys.MASK_KEEP),
                    ColumnSections::checkColumn,
                    values ->
                            declared(
                                    values,
                                    SourceKeys.source(values, values.find(TYPE)),
                                    values.get(NULLABLE),
                                    defaultValue(values),
                                    PolicyKeys.policies(
                                            values, values.get(NULLABLE), values.isThere(DEFAULT)),
                                    MaskKeys.mask(values)));

    private ColumnSections() {}

    private static Declared declared(
            Values values,
            ColumnSource source,
            boolean nullable,
            Optional<Value> defaultValue,
            ColumnPolicies policies,
            @Nullable Mask mask) {
        ColumnMapping column =
                new ColumnMapping(
                        source,
                        values.find(COLUMN).or(() -> SourceKeys.name(source)).orElseThrow(),
                        values.find(TYPE).orElse(SourceKeys.type(source)),
                        nullable,
                        defaultValue.orElse(null),
                        policies,
                        mask);
        return new Declared(column, values.place());
    }

    private static void checkKey(Values values) {
        checkColumnName(values, PATH_OF_KEY);
        MaskKeys.checkOfKey(values, values.find(PATH_OF_KEY), values.find(TYPE));
        if (values.find(TYPE).filter(type -> !canBeKey(type)).isPresent()) {
            values.place(TYPE)
                    .problem(
                            "can't be a primary key's type",
                            "a type of bounded length: at most VARCHAR(768) or VARBINARY(3072)");
        }
    }

    /** InnoDB's index holds 3,072 bytes, a character takes up to 4. */
    private static boolean canBeKey(ColumnType type) {
        if (type instanceof ColumnType.VarChar text) {
            return text.length() <= 768;
        }
        if (type instanceof ColumnType.VarBinary bytes) {
            return bytes.length() <= 3072;
        }
        return !(type instanceof ColumnType.Text
                || type instanceof ColumnType.Blob
                || type instanceof ColumnType.Json);
    }

    private static void checkColumn(Values values) {
        checkColumnName(values, SourceKeys.PATH);
        SourceKeys.check(values, values.isThere(COLUMN), values.find(TYPE));
        MaskKeys.check(values, values.find(SourceKeys.PATH), values.find(TYPE));
        PolicyKeys.check(
                values,
                values.find(NULLABLE).orElse(true),
                values.isThere(DEFAULT),
                values.find(TYPE));
        Optional<Literal> literal = values.find(DEFAULT);
        if (literal.isEmpty()) {
            return;
        }
        if (literal.get().isNull() && values.find(NULLABLE).filter(it -> !it).isPresent()) {
            values.place(DEFAULT)
                    .problem("is null, but the column is not nullable", "another default");
        }
        boolean typeIsUnclear = values.isThere(TYPE) && values.find(TYPE).isEmpty();
        if (!typeIsUnclear && defaultValue(values).isEmpty()) {
            values.place(DEFAULT)
                    .problem(
                            "does not fit the column's type",
                            literal.get().expectedFor(values.find(TYPE)));
        }
    }

    private static Optional<Value> defaultValue(Values values) {
        return values.find(DEFAULT).flatMap(literal -> literal.valueFor(values.find(TYPE)));
    }

    private static void checkColumnName(Values values, Key<String> path) {
        Optional<String> joined = values.find(path).map(Names::column);
        if (!values.isThere(COLUMN) && joined.filter(it -> !Names.isIdentifier(it)).isPresent()) {
            values.place(path)
                    .problem("does not make a column's name", "name one: column: short_name");
        }
    }

    private static ScalarType<ColumnType> type() {
        return Scalars.parsed("a column type", ColumnTypeParser.EXPECTED, ColumnSections::parse);
    }

    private static Optional<ColumnType> parse(String text) {
        try {
            return Optional.of(ColumnTypeParser.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
