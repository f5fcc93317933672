package dev.lockstep.plan;

import dev.lockstep.mapping.FieldCensus;
import dev.lockstep.mapping.FieldCensus.Field;
import dev.lockstep.sink.jdbc.TablePlan;
import dev.lockstep.sink.jdbc.TablePlan.PlannedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan as text for people, always in the same order, so that two can be compared. */
public final class PlanText {

    private final List<String> lines = new ArrayList<>();

    private PlanText() {}

    public static String of(List<CollectionPlan> plans) {
        PlanText text = new PlanText();
        plans.forEach(text::add);
        if (plans.isEmpty()) {
            text.lines.add("No collection of the pipeline is there.");
        }
        return String.join(System.lineSeparator(), text.lines) + System.lineSeparator();
    }

    private void add(CollectionPlan plan) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%s: %,d documents, %,d sampled%s",
                        plan.namespace(),
                        plan.size(),
                        plan.fields().count(),
                        plan.withoutRow() == 0
                                ? ""
                                : ", %,d without a row by the filter"
                                        .formatted(plan.withoutRow())));
        section("", fields(plan.fields(), plan));
        plan.fields().children().forEach(elements -> addElements(elements, plan));
        plan.tables().forEach(this::add);
        section(
                "Dead letters that the sampled documents would be:",
                plan.deadLetters().entrySet().stream()
                        .map(
                                it ->
                                        it.getValue()
                                                + " "
                                                + it.getKey().code()
                                                + " "
                                                + it.getKey().path())
                        .map(String::stripTrailing)
                        .toList());
    }

    private void addElements(FieldCensus elements, CollectionPlan plan) {
        section(
                String.format(
                        Locale.ROOT,
                        "Elements of %s, which become rows of table %s: %,d in the sample",
                        elements.path(),
                        elements.table(),
                        elements.count()),
                elements.count() == 0 ? List.of("no fields") : fields(elements, plan));
    }

    private static List<String> fields(FieldCensus census, CollectionPlan plan) {
        TextTable table = new TextTable("field", "types", "present", "null", "column");
        for (Field field : census.fields()) {
            table.add(
                    field.path(),
                    field.types().entrySet().stream()
                            .map(it -> it.getKey() + " " + it.getValue())
                            .collect(Collectors.joining(", ")),
                    percent(field.present(), census.count()),
                    percent(field.nulls(), census.count()),
                    switch (field.role()) {
                        case COLUMN -> plan.columnOf(field, census.table());
                        case KEY -> "(the key)";
                        case EXCLUDED -> "(excluded)";
                        case CHILD_TABLE -> "(a child table)";
                    });
        }
        return table.lines();
    }

    private static String percent(int part, int all) {
        return all == 0 ? "-" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / all);
    }

    private void add(TablePlan plan) {
        TextTable columns = new TextTable("column", "type", "why");
        List<String> risks = new ArrayList<>(plan.risks());
        for (PlannedColumn column : plan.columns()) {
            columns.add(column.name(), column.type() + (column.key() ? " key" : ""), column.why());
            column.risks().forEach(risk -> risks.add(column.name() + ": " + risk));
        }
        String state = plan.exists() ? "is there" : "is not there yet";
        section("Table " + plan.table() + ", which " + state + ":", columns.lines());
        section("The job can't write it:", plan.conflicts());
        section("At risk:", risks);
        section(
                plan.exists() ? "The job would change it:" : "The job would create it:",
                plan.ddl().stream().map(sql -> sql + ";").toList());
        section("Columns that are not Lockstep's and stay as they are:", plan.untouched());
        section(
                "The job never does these. Run them yourself if you want them:",
                plan.byHand().stream()
                        .flatMap(it -> List.of("-- " + it.reason(), it.sql() + ";").stream())
                        .toList());
    }

    private void section(String heading, List<String> content) {
        if (content.isEmpty()) {
            return;
        }
        lines.add("");
        if (!heading.isEmpty()) {
            lines.add("  " + heading);
        }
        content.forEach(line -> lines.add((heading.isEmpty() ? "  " : "    ") + line));
    }
}
