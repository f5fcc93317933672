package dev.lockstep.mapping;

import dev.lockstep.row.Cell;
import dev.lockstep.row.DeadLetter;
import java.util.List;

/** What a part of an event becomes: cells, or the reason why it can't. */
sealed interface Mapped {

    /**
     * The cells.
     *
     * @param kept columns without a cell that are to stay as they are in a row that is there
     */
    record Cells(List<Cell> cells, List<String> kept) implements Mapped {}

    /**
     * Why not; the components mean what they mean in {@link DeadLetter}.
     *
     * @param path the field, dotted; empty for the whole document
     */
    record Problem(DeadLetter.Code code, String path, String reason) implements Mapped {}
}
