package dev.lockstep.plan;

import dev.lockstep.config.Names;
import dev.lockstep.config.yaml.YamlTree;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnNames;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.FieldCensus;
import dev.lockstep.mapping.FieldCensus.Field;
import dev.lockstep.mapping.FieldCensus.Role;
import dev.lockstep.sink.jdbc.TablePlan.PlannedColumn;
import dev.lockstep.type.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one table by convention as declarations, with what a person should know of each. A
 * field stays undeclared where its declaration would make of documents what the convention does
 * not.
 */
final class ColumnDrafts {

    private final FieldCensus census;
    private final Map<String, PlannedColumn> planned;
    private final List<String> taken;
    private final Map<Field, String> left = new LinkedHashMap<>();

    /**
     * @param planned the table's columns
     * @param declared the columns that are declared already
     * @param children the paths of child tables
     */
    ColumnDrafts(
            FieldCensus census,
            List<PlannedColumn> planned,
            List<ColumnMapping> declared,
            List<String> children) {
        this.census = census;
        this.planned =
                planned.stream()
                        .filter(column -> column.path() != null)
                        .collect(Collectors.toMap(PlannedColumn::path, column -> column));
        Stream<String> paths =
                declared.stream()
                        .filter(column -> column.source() instanceof ColumnSource.Field)
                        .map(ColumnMapping::path);
        this.taken =
                Stream.concat(
                                this.planned.keySet().stream(),
                                Stream.concat(paths, children.stream())
                                        .map(path -> path.replace('.', '\0')))
                        .toList();
        open().forEach(field -> whyNot(field).ifPresent(why -> left.put(field, why)));
        leaveNamesOfThoseLeft();
    }

    /** The fields that go by convention. */
    private Stream<Field> open() {
        return census.fields().stream()
                .filter(field -> field.role() == Role.COLUMN && !field.isDeclared());
    }

    private Optional<String> whyNot(Field field) {
        PlannedColumn column = planned.get(field.fullPath());
        if (column == null) {
            return Optional.of("has no column yet: " + types(field));
        } else if (Stream.of(field.fullPath().split("\0", -1)).anyMatch(ColumnDrafts::isNoName)) {
            return Optional.of("has a name that can't stand in a path");
        } else if (!Names.isIdentifier(column.name())) {
            return Optional.of("has a column whose name can't stand in a pipeline file");
        }
        return taken.stream().anyMatch(path -> isAround(path, field) || isAround(field, path))
                ? Optional.of("is a document in some documents, and something else in others")
                : Optional.empty();
    }

    private static boolean isNoName(String name) {
        return name.isEmpty()
                || name.contains(".")
                || !StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }

    private static boolean isAround(String path, Field field) {
        return field.fullPath().startsWith(path + '\0');
    }

    private static boolean isAround(Field field, String path) {
        return path.startsWith(field.fullPath() + '\0');
    }

    /** A declared column has its name for sure, so that another field would have to change its. */
    private void leaveNamesOfThoseLeft() {
        List<String> names =
                left.keySet().stream()
                        .filter(field -> planned.containsKey(field.fullPath()))
                        .map(field -> ColumnNames.fold(field.fullPath().replace('\0', '_')))
                        .toList();
        List<Field> more =
                open().filter(field -> !left.containsKey(field))
                        .filter(field -> names.contains(ColumnNames.fold(name(field))))
                        .toList();
        more.forEach(
                field ->
                        left.put(field, "has a name that a field which is not declared could get"));
        if (!more.isEmpty()) {
            leaveNamesOfThoseLeft();
        }
    }

    private String name(Field field) {
        return column(field).name();
    }

    private PlannedColumn column(Field field) {
        return planned.get(field.fullPath());
    }

    /** Whether a field has a column and stays undeclared. */
    boolean leavesColumns() {
        return left.keySet().stream().anyMatch(field -> planned.containsKey(field.fullPath()));
    }

    /** The fields that are not declared, and why. */
    List<String> left() {
        return left.entrySet().stream()
                .map(it -> "'" + it.getKey().path() + "' " + it.getValue())
                .toList();
    }

    /**
     * The declarations.
     *
     * @param children whether an array can have a child table
     */
    List<YamlTree> declarations(boolean children) {
        List<YamlTree> declarations = new ArrayList<>();
        open().filter(field -> !left.containsKey(field))
                .forEach(
                        field ->
                                declarations.add(
                                        declaration(field.path(), column(field))
                                                .remark(remark(field, children))));
        return declarations;
    }

    /** A column's declaration, with its type where the convention makes columns of it. */
    static YamlTree declaration(String path, PlannedColumn column) {
        YamlTree declaration = untyped(path, column);
        if (ConventionTypes.has(column.type())) {
            declaration.put("type", column.type().toString());
        }
        return declaration;
    }

    static YamlTree untyped(String path, PlannedColumn column) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("path", YamlTree.escaped(path));
        values.put("column", YamlTree.escaped(column.name()));
        return YamlTree.line(values);
    }

    /** The part of the documents that have the field, types, and what may become of it. */
    private String remark(Field field, boolean children) {
        PlannedColumn column = column(field);
        List<String> parts = new ArrayList<>();
        parts.add(
                String.format(Locale.ROOT, "in %.1f %%: ", 100.0 * field.present() / census.count())
                        + types(field));
        if (!ConventionTypes.has(column.type())) {
            parts.add("the table has " + column.type());
        }
        parts.addAll(column.risks());
        candidate(field, column.type()).filter(it -> children).ifPresent(parts::add);
        return String.join("; ", parts);
    }

    private static Optional<String> candidate(Field field, ColumnType type) {
        String only = field.types().keySet().stream().collect(Collectors.joining());
        @Nullable String child =
                switch (only.replace("null", "")) {
                    case "array" -> "children: [{ path: %s }]";
                    case "object" -> "children: [{ path: %s, map: true }]";
                    default -> null;
                };
        return type instanceof ColumnType.Json && child != null
                ? Optional.of("could have a table: " + child.formatted(field.path()))
                : Optional.empty();
    }

    private static String types(Field field) {
        return field.types().entrySet().stream()
                .map(it -> it.getKey() + String.format(Locale.ROOT, " %,d", it.getValue()))
                .collect(Collectors.joining(", "));
    }
}
