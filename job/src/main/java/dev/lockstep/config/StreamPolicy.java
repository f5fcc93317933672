package dev.lockstep.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a pipeline does when the change stream alone does not tell what is right.
 *
 * @param postImages where the document after an update comes from
 * @param onHistoryLost when the oplog no longer reaches back to where the pipeline has to go on
 * @param onDrop when a collection, or its database, is dropped
 * @param onRename when a collection is renamed, or another one is renamed to its name
 * @param oplogHeadroom how near the oplog's end may come to the stream before there is a warning
 */
public record StreamPolicy(
        PostImages postImages,
        OnHistoryLost onHistoryLost,
        OnDrop onDrop,
        OnRename onRename,
        Duration oplogHeadroom)
        implements Serializable {

    public static final StreamPolicy DEFAULT =
            new StreamPolicy(
                    PostImages.AUTO,
                    OnHistoryLost.FAIL,
                    OnDrop.FAIL,
                    OnRename.FAIL,
                    Duration.ofHours(1));

    /** Where the document after an update comes from. */
    public enum PostImages {
        /** Stored by the server where the collection has that, else looked up. */
        AUTO,
        /** Stored by the server; a collection without is refused at the start. */
        STORED,
        /** Looked up when the event is read, which may be a later state. */
        LOOKUP
    }

    /** What is done when changes can't be read any more. */
    public enum OnHistoryLost {
        FAIL,
        /** Reads everything again, and removes rows whose documents are gone. */
        RESNAPSHOT
    }

    /** What is done with the rows of a collection that was dropped. */
    public enum OnDrop {
        FAIL,
        /** They stay. */
        IGNORE,
        /** They go. */
        TRUNCATE
    }

    /** What is done with the rows of a collection that was renamed. */
    public enum OnRename {
        FAIL,
        /** They stay. */
        IGNORE,
        /** Those of the old name go, and those of the new one are read, if it is watched. */
        FOLLOW
    }
}
