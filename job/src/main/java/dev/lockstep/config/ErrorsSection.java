package dev.lockstep.config;

import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import java.util.List;

/** The section {@code errors}. */
final class ErrorsSection {

    private static final Key<String> DEAD_LETTER_TABLE =
            Key.withDefault(
                    "dead_letter_table",
                    Names.identifier("a table's name"),
                    "lockstep_dead_letters",
                    "the table in the target database that keeps what can't be a row");

    static final Section<Errors> SECTION =
            Section.of(List.of(DEAD_LETTER_TABLE), ErrorsSection::build);

    private ErrorsSection() {}

    private static Errors build(Values values) {
        return new Errors(values.get(DEAD_LETTER_TABLE));
    }
}
