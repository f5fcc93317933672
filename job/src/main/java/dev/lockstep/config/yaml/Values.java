package dev.lockstep.config.yaml;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The values of one section's keys, and where they stand. */
public final class Values {

    private final Place section;
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();

    Values(Place section, Map<String, Place> places) {
        this.section = section;
        this.places.putAll(places);
    }

    <T> void read(Key<T> key) {
        key.read(section, places.get(key.name())).ifPresent(value -> values.put(key.name(), value));
    }

    boolean has(Key<?> key) {
        return values.containsKey(key.name());
    }

    /** Whether the file has the key, even if its value could not be read. */
    public boolean isThere(Key<?> key) {
        return places.containsKey(key.name());
    }

    /** The value of a key that is there, or has a default, and could be read. */
    @SuppressWarnings("unchecked") // only read(Key<T>) puts a value, and it is a T
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) values.get(key.name()));
    }

    /** The value of a required key or one with a default; for the building of a section. */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow();
    }

    /** Where a key stands; where its section stands if it is absent. */
    public Place place(Key<?> key) {
        return places.getOrDefault(key.name(), section);
    }

    /** Where the section stands. */
    public Place place() {
        return section;
    }
}
