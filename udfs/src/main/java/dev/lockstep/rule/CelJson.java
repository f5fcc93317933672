package dev.lockstep.rule;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.value.RelaxedJson;
import dev.lockstep.value.Value;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes lists and maps that an expression gave as relaxed extended JSON. */
final class CelJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private CelJson() {}

    /** Empty when something in it has no counterpart. */
    static Optional<Value> of(Object given) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            write(given, out);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(new Value.Json(text.toString()));
    }

    private static void write(Object given, JsonGenerator out) throws IOException {
        if (given instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(element, out);
            }
            out.writeEndArray();
        } else if (given instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue(), out);
            }
            out.writeEndObject();
        } else {
            RelaxedJson.write(
                    CelValues.scalar(given)
                            .orElseThrow(() -> new IOException("A value without a counterpart")),
                    out);
        }
    }
}
