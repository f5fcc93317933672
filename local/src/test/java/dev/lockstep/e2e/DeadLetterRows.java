package dev.lockstep.e2e;

import java.sql.SQLException;
import java.util.List;

/** The dead letters of a collection. */
final class DeadLetterRows {

    private DeadLetterRows() {}

    /** Each as {@code key code path operation open|superseded}, in the order of keys as text. */
    static List<String> of(String collection, TestPipeline pipeline) throws SQLException {
        return pipeline.target()
                .strings(
                        "SELECT CONCAT_WS(' ', document_key, code, path, operation,"
                                + " IF(superseded, 'superseded', 'open')) FROM "
                                + TestPipeline.DEAD_LETTERS
                                + " WHERE namespace = '"
                                + pipeline.database().getName()
                                + "."
                                + collection
                                + "' ORDER BY document_key");
    }
}
