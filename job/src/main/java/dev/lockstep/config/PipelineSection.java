package dev.lockstep.config;

import dev.lockstep.config.ColumnSections.Declared;
import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.ListType;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import dev.lockstep.mapping.SchemaDrift;
import dev.lockstep.mask.Mask;
import dev.lockstep.mask.MaskingKeys;
import java.util.List;

/** The pipeline file's root. */
final class PipelineSection {

    private static final Key<Integer> VERSION =
            Key.withDefault("version", Scalars.integer(1, 1), "1", "the version of this format");

    private static final Key<String> NAME =
            Key.required(
                    "name",
                    Scalars.text(
                            "a pipeline's name",
                            "up to 64 lower-case letters, digits, - and _, a letter first",
                            "[a-z][a-z0-9_-]{0,63}"),
                    "names the job, its metrics and its progress in the target");

    private static final Key<MongoSource> SOURCE =
            Key.required("source", SourceSection.SECTION, "where documents come from");

    private static final Key<JdbcTarget> TARGET =
            Key.required("target", TargetSection.SECTION, "where rows go");

    private static final Key<List<CollectionEntry>> COLLECTIONS =
            Key.required(
                    "collections",
                    new ListType<>(
                            CollectionSection.SECTION,
                            1,
                            "a list of collections, such as '- from: shop.orders'"),
                    "which collections, and how they map; the first that covers one counts");

    private static final Key<SchemaDrift> SCHEMA_DRIFT =
            Key.withDefault(
                    "schema_drift",
                    Scalars.choice(SchemaDrift.class),
                    "evolve",
                    "what is done about fields that the target has no place for: evolve creates"
                            + " tables, adds columns and widens types; strict makes the document a"
                            + " dead letter; ignore leaves the field out");

    private static final Key<Delivery> DELIVERY =
            Key.section("delivery", DeliverySection.SECTION, "batches, checkpoints and retries");

    private static final Key<Errors> ERRORS =
            Key.section("errors", ErrorsSection.SECTION, "what is done with what can't be a row");

    private static final Key<MaskingKeys> MASKING =
            Key.section("masking", MaskingSection.SECTION, "the keys of masked columns");

    static final Section<Pipeline> SECTION =
            new Section<>(
                    List.of(
                            VERSION,
                            NAME,
                            SOURCE,
                            TARGET,
                            COLLECTIONS,
                            SCHEMA_DRIFT,
                            MASKING,
                            DELIVERY,
                            ERRORS),
                    PipelineSection::check,
                    PipelineSection::build);

    private PipelineSection() {}

    private static void check(Values values) {
        values.find(MASKING)
                .ifPresent(
                        keys ->
                                values.find(COLLECTIONS).orElse(List.of()).stream()
                                        .flatMap(entry -> entry.masked().stream())
                                        .forEach(column -> checkKey(column, keys)));
        new CollectionChecks(
                        values.find(COLLECTIONS).orElse(List.of()),
                        values.find(ERRORS).map(Errors::deadLetterTable).orElse(""))
                .run();
    }

    private static void checkKey(Declared column, MaskingKeys keys) {
        Mask mask = column.column().mask();
        if (mask instanceof Mask.Hash && keys.hash() == null) {
            column.place().problem("needs a key for its mask", "masking: { hash_key: ${KEY} }");
        } else if (mask instanceof Mask.Encrypt && keys.encryption().isEmpty()) {
            column.place()
                    .problem(
                            "needs a key for its mask",
                            "masking: { encryption_keys: [{ id: k1, key: ${KEY} }] }");
        }
    }

    private static Pipeline build(Values values) {
        SchemaDrift drift = values.get(SCHEMA_DRIFT);
        MaskingKeys keys = values.get(MASKING);
        return new Pipeline(
                values.get(NAME),
                values.get(SOURCE),
                values.get(TARGET),
                values.get(COLLECTIONS).stream().map(entry -> entry.mapping(drift, keys)).toList(),
                values.get(DELIVERY),
                values.get(ERRORS));
    }
}
