package dev.lockstep.config.yaml;

import java.util.Map;
import java.util.Optional;

/** What may stand under a key: how it is read, and how the JSON Schema says so. */
public interface ValueType<T> {

    /** The value at a place; empty only after telling the place's problems. */
    Optional<T> read(Place place);

    /** The JSON Schema (draft 7) of the value: maps, lists, strings, numbers and booleans. */
    Map<String, Object> schema();
}
