package dev.lockstep.config;

import dev.lockstep.config.yaml.Scalars;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON Schema of pipeline files, made of the declarations that the reader reads by. */
final class PipelineSchema {

    private PipelineSchema() {}

    /** Draft 7, which editors know best. */
    static Map<String, Object> schema() {
        Map<String, Object> schema = new LinkedHashMap<>(PipelineSection.SECTION.schema());
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("$comment", "Made of the keys' declarations; PipelineSchemaTest writes it anew");
        schema.put("title", "Lockstep pipeline file, version 1");
        schema.put("definitions", Map.of(Scalars.VARIABLE, Scalars.variable()));
        return schema;
    }
}
