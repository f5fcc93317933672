package dev.lockstep.config.yaml;

import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds a place of a value's text in the file. */
final class TextPosition {

    private TextPosition() {}

    /** Where a line and column of the text, counted from 0, stand; else where the value begins. */
    static Mark of(ScalarNode node, int line, int column) {
        Mark start = node.getStartMark();
        if (node.getValue().contains("${")) {
            return start;
        }
        if (node.getScalarStyle() == ScalarStyle.LITERAL) {
            return inBlock(node, line, column);
        }
        boolean oneLine = start.getLine() == node.getEndMark().getLine();
        int quotes = node.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
        int length = node.getEndMark().getColumn() - start.getColumn() - 2 * quotes;
        boolean asItIs = oneLine && length == node.getValue().length();
        return asItIs ? at(start, start.getLine(), start.getColumn() + quotes + column) : start;
    }

    /** The lines of a block begin below its start, all indented as the first one is. */
    private static Mark inBlock(ScalarNode node, int line, int column) {
        Mark start = node.getStartMark();
        int[] text = start.getBuffer();
        int from = start.getPointer();
        while (from < text.length && text[from] != '\n') {
            from++;
        }
        int indent = 0;
        while (from + 1 + indent < text.length && text[from + 1 + indent] == ' ') {
            indent++;
        }
        return at(start, start.getLine() + 1 + line, indent + column);
    }

    private static Mark at(Mark start, int line, int column) {
        return new Mark(start.getName(), start.getIndex(), line, column, new int[0], 0);
    }
}
