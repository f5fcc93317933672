package dev.lockstep.config.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Tells text from numbers as YAML 1.2's core schema and editors do, where SnakeYAML's own YAML 1.1
 * takes {@code no} for a boolean and {@code 12:30} for a number.
 *
 * @see <a href="https://yaml.org/spec/1.2.2/#103-core-schema">YAML 1.2.2, 10.3</a>
 */
final class CoreSchema extends Resolver {

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL"), "~nN");
        addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
        addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
        addImplicitResolver(
                Tag.INT, Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"), "-+0123456789");
        addImplicitResolver(
                Tag.FLOAT,
                Pattern.compile(
                        "[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
                                + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"),
                "-+.0123456789");
    }
}
