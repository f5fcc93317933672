package dev.lockstep.config;

import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.ScalarType;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Section;
import dev.lockstep.config.yaml.Values;
import java.util.List;

/** The section {@code target}. */
final class TargetSection {

    private static final Key<String> URL =
            Key.required(
                    "url",
                    Scalars.secret(
                            "a JDBC URL of a MySQL database",
                            "jdbc:mysql://host:3306/database; other targets are not there yet",
                            "jdbc:mysql://[^/?]+/[^/?]+(\\?[\\s\\S]*)?",
                            url -> true),
                    "the database to write, as a JDBC URL");

    private static final Key<String> USERNAME =
            Key.withDefault("username", anyText("a user name"), "", "the user that writes");

    private static final Key<String> PASSWORD =
            Key.withDefault("password", anyText("a password"), "", "the user's password");

    static final Section<JdbcTarget> SECTION =
            Section.of(List.of(URL, USERNAME, PASSWORD), TargetSection::build);

    private TargetSection() {}

    private static JdbcTarget build(Values values) {
        return new JdbcTarget(values.get(URL), values.get(USERNAME), values.get(PASSWORD));
    }

    private static ScalarType<String> anyText(String what) {
        return Scalars.secret(what, "text", "[\\s\\S]*", text -> true);
    }
}
