package dev.lockstep.plan;

import dev.lockstep.config.Names;
import dev.lockstep.config.yaml.YamlTree;
import dev.lockstep.event.Namespace;
import dev.lockstep.mapping.ChildMapping;
import dev.lockstep.mapping.CollectionMapping;
import dev.lockstep.mapping.ColumnMapping;
import dev.lockstep.mapping.ColumnSource;
import dev.lockstep.mapping.FieldCensus;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.sink.jdbc.TablePlan;
import dev.lockstep.sink.jdbc.TablePlan.PlannedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An entry of {@code collections} that declares what a plan found of its collection. */
final class MappingDraft {

    private static final List<String> ORDER =
            List.of("from", "table", "key", "on_duplicate_key", "columns", "children");

    private final YamlTree entry;
    private final CollectionMapping mapping;
    private final CollectionPlan plan;
    private int declared;

    /**
     * @param entry which gets the declarations
     * @param mapping that the entry stands for
     */
    MappingDraft(YamlTree entry, CollectionMapping mapping, CollectionPlan plan) {
        this.entry = entry;
        this.mapping = mapping;
        this.plan = plan;
    }

    /** Whether a collection that an entry for its whole database covers can have its own. */
    static boolean canHaveEntry(CollectionPlan plan) {
        String table = plan.fields().table();
        return Names.isSource(plan.namespace().toString())
                && Names.isIdentifier(table)
                && !table.toLowerCase(Locale.ROOT).startsWith(Names.RESERVED)
                && plan.table(table).isPresent();
    }

    /**
     * Makes the entry that of one collection.
     *
     * @param from of the entry, with its variables
     */
    void nameCollection(String from) {
        Namespace namespace = plan.namespace();
        entry.put(
                "from",
                from.endsWith(".*")
                        ? from.substring(0, from.length() - 1)
                                + YamlTree.escaped(namespace.collection())
                        : YamlTree.escaped(namespace.toString()));
        String table = entry.text("table").orElse("");
        if (!table.contains("${")) {
            nameTables(plan.fields().table());
        }
    }

    private void nameTables(String table) {
        if (table.contains("{") || table.contains("}")) {
            return; // in a file they stand for the source's names
        }
        entry.put("table", table);
        String declared = entry.text("history_table").orElse("");
        mapping.historyTableFor(plan.namespace())
                .filter(history -> !declared.contains("${") && !history.contains("{"))
                .filter(history -> !history.equals(table + "_history") || !declared.isEmpty())
                .ifPresent(history -> entry.put("history_table", history));
    }

    /**
     * Declares what is not declared yet.
     *
     * @return how many columns
     */
    int declare() {
        if (!entry.has("table")) {
            nameTables(plan.fields().table());
        }
        Optional<TablePlan> own = plan.table(plan.fields().table());
        if (own.isPresent() && mapping.key().isEmpty()) {
            declareKey(own.get());
        }
        List<String> children = mapping.children().stream().map(ChildMapping::path).toList();
        declareColumns(
                entry, plan.fields(), mapping.columns(), children, !mapping.hasBusinessKey());
        declareChildren(entry, mapping.children(), "");
        entry.order(ORDER);
        entry.remark(
                "from",
                String.format(
                        Locale.ROOT,
                        "%,d of %,d documents sampled",
                        plan.fields().count(),
                        plan.size()));
        return declared;
    }

    /** In a history the column is no key, and may be of another type. */
    private void declareKey(TablePlan own) {
        PlannedColumn id = own.columns().get(0);
        boolean ofConvention = ConventionTypes.has(id.type());
        boolean typed = ofConvention && mapping.historyTable() == null;
        YamlTree key =
                typed ? ColumnDrafts.declaration("_id", id) : ColumnDrafts.untyped("_id", id);
        String why =
                ofConvention
                        ? "; its column in the history follows the values"
                        : ", as the table has it";
        key.remark(
                typed ? "an id that is not of this type becomes a dead letter" : id.type() + why);
        entry.put("key", List.of(key));
    }

    private void declareChildren(YamlTree parent, List<ChildMapping> children, String around) {
        List<YamlTree> entries = parent.list("children");
        for (int i = 0; i < children.size(); i++) {
            ChildMapping child = children.get(i);
            String path = around + child.path();
            Optional<FieldCensus> elements =
                    plan.fields().children().stream()
                            .filter(it -> it.path().equals(path))
                            .findFirst();
            List<String> below = child.children().stream().map(ChildMapping::path).toList();
            YamlTree entry = entries.get(i);
            elements.ifPresent(it -> declareColumns(entry, it, child.columns(), below, true));
            declareChildren(entry, child.children(), path + '.');
        }
        if (!entries.isEmpty()) {
            parent.put("children", entries); // as a block, which has room for remarks
        }
    }

    private void declareColumns(
            YamlTree of,
            FieldCensus fields,
            List<ColumnMapping> before,
            List<String> children,
            boolean canHaveChildren) {
        List<PlannedColumn> planned =
                plan.table(fields.table()).map(TablePlan::columns).orElse(List.of());
        ColumnDrafts drafts = new ColumnDrafts(fields, planned, before, children);
        boolean asBefore =
                mapping.schemaDrift() == SchemaDrift.EVOLVE
                        || before.stream().anyMatch(it -> it.source() instanceof ColumnSource.Field)
                        || !drafts.leavesColumns();
        List<YamlTree> columns = new ArrayList<>(of.list("columns"));
        List<YamlTree> more = asBefore ? drafts.declarations(canHaveChildren) : List.of();
        columns.addAll(more);
        declared += more.size();
        if (!asBefore) {
            of.comment(
                    of.has("key") ? "key" : "path",
                    List.of(
                            "No columns are declared, as some fields can't be, and would count as"
                                    + " not declared then"));
        } else if (!columns.isEmpty()) {
            of.put("columns", columns);
            of.comment("columns", notes(drafts));
        }
    }

    private List<String> notes(ColumnDrafts drafts) {
        List<String> notes = new ArrayList<>();
        if (!drafts.left().isEmpty()) {
            notes.add("Not declared, and go by convention:");
            drafts.left().forEach(it -> notes.add("  " + it));
        }
        if (mapping.schemaDrift() != SchemaDrift.EVOLVE) {
            notes.add(
                    "Fields that are not here count as not declared, whatever the table has:"
                            + " schema_drift is "
                            + mapping.schemaDrift().name().toLowerCase(Locale.ROOT));
        }
        return notes;
    }
}
