package dev.lockstep.config;

import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Values;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnPolicies;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.ColumnSource.Metadata;
import dev.lockstep.type.ColumnType;
import dev.lockstep.value.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys that say where a column's values come from; a column has one of them. */
final class SourceKeys {

    static final Key<String> PATH =
            Key.optional("path", Names.path(), "the field, such as customer.email");

    static final Key<Literal> CONSTANT =
            Key.optional("constant", new Literal.Type(), "instead of path: the same in every row");

    static final Key<Metadata> METADATA =
            Key.optional(
                    "metadata",
                    Scalars.choice(Metadata.class),
                    "instead of path: something about the event; by default the column's name is"
                            + " this with a _ before it");

    static final Key<String> EXPRESSION =
            Key.optional(
                    "expression",
                    new Expressions(false),
                    "instead of path: what a CEL expression over doc gives");

    private static final List<Key<?>> ALL = List.of(PATH, CONSTANT, METADATA, EXPRESSION);

    private SourceKeys() {}

    static void check(Values values, boolean named, Optional<ColumnType> type) {
        long sources = ALL.stream().filter(values::isThere).count();
        if (sources == 0) {
            values.place().problem("has no source", "add path, constant, metadata or expression");
        } else if (sources > 1) {
            values.place()
                    .problem("has several sources", "one of path, constant, metadata, expression");
        }
        for (Key<?> source : List.of(CONSTANT, EXPRESSION)) {
            if (values.isThere(source) && !named) {
                values.place(source).problem("is of a column without a name", "add column: name");
            }
        }
        if (values.find(CONSTANT).filter(it -> it.valueFor(type).isEmpty()).isPresent()) {
            values.place(CONSTANT)
                    .problem(
                            "does not fit the column's type",
                            values.get(CONSTANT).expectedFor(type));
        }
    }

    /** The source of a column that has been checked; any when it has none. */
    static ColumnSource source(Values values, Optional<ColumnType> type) {
        if (values.find(METADATA).isPresent()) {
            return values.get(METADATA);
        }
        if (values.find(EXPRESSION).isPresent()) {
            return new ColumnSource.Computed(values.get(EXPRESSION));
        }
        Optional<Value> constant = values.find(CONSTANT).flatMap(it -> it.valueFor(type));
        return constant.isPresent()
                ? new ColumnSource.Constant(constant.get())
                : new ColumnSource.Field(values.find(PATH).orElse("_"));
    }

    /** A column of metadata for which nothing else is declared. */
    static ColumnMapping column(Metadata metadata) {
        return new ColumnMapping(
                metadata,
                name(metadata).orElseThrow(),
                metadata.type(),
                true,
                null,
                ColumnPolicies.of(true, false));
    }

    /** The name of a column that declares none. */
    static Optional<String> name(ColumnSource source) {
        if (source instanceof Metadata metadata) {
            return Optional.of("_" + metadata.name().toLowerCase(Locale.ROOT));
        }
        return source instanceof ColumnSource.Field field
                ? Optional.of(Names.column(field.path()))
                : Optional.of("_"); // told as a problem
    }

    /** The type of a column that declares none; null to follow the values seen. */
    static @Nullable ColumnType type(ColumnSource source) {
        return source instanceof Metadata metadata ? metadata.type() : null;
    }
}
