package dev.lockstep.config;

import dev.lockstep.config.StreamPolicy.OnDrop;
import dev.lockstep.config.StreamPolicy.OnHistoryLost;
import dev.lockstep.config.StreamPolicy.OnRename;
import dev.lockstep.config.StreamPolicy.PostImages;
import dev.lockstep.config.yaml.Key;
import dev.lockstep.config.yaml.Quantities;
import dev.lockstep.config.yaml.Scalars;
import dev.lockstep.config.yaml.Values;
import java.time.Duration;
import java.util.List;

/** The keys of the section {@code source} that say what is done when. */
final class StreamPolicyKeys {

    private static final Key<PostImages> POST_IMAGES =
            Key.withDefault(
                    "post_images",
                    Scalars.choice(PostImages.class),
                    "auto",
                    "where the document after an update comes from: auto takes what the server"
                            + " stores (changeStreamPreAndPostImages), and looks up what it does"
                            + " not; stored refuses collections without; lookup looks up all");

    private static final Key<OnHistoryLost> ON_HISTORY_LOST =
            Key.withDefault(
                    "on_history_lost",
                    Scalars.choice(OnHistoryLost.class),
                    "fail",
                    "when the oplog no longer reaches back to where the pipeline has to go on:"
                            + " fail stops it; resnapshot reads everything again and removes rows"
                            + " whose documents are gone");

    private static final Key<OnDrop> ON_DROP =
            Key.withDefault(
                    "on_drop",
                    Scalars.choice(OnDrop.class),
                    "fail",
                    "when a collection is dropped: fail stops the pipeline; ignore keeps its rows;"
                            + " truncate deletes them");

    private static final Key<OnRename> ON_RENAME =
            Key.withDefault(
                    "on_rename",
                    Scalars.choice(OnRename.class),
                    "fail",
                    "when a collection is renamed: fail stops the pipeline; ignore keeps its rows;"
                            + " follow deletes the rows of the old name and reads the new one, if"
                            + " it is one of the pipeline's");

    private static final Key<Duration> OPLOG_HEADROOM =
            Key.withDefault(
                    "oplog_headroom",
                    Quantities.duration("1s", "30d"),
                    "1h",
                    "warns in the log when the oldest entry of the oplog comes nearer to where the"
                            + " pipeline reads");

    static final List<Key<?>> ALL =
            List.of(POST_IMAGES, ON_HISTORY_LOST, ON_DROP, ON_RENAME, OPLOG_HEADROOM);

    private StreamPolicyKeys() {}

    static StreamPolicy build(Values values) {
        return new StreamPolicy(
                values.get(POST_IMAGES),
                values.get(ON_HISTORY_LOST),
                values.get(ON_DROP),
                values.get(ON_RENAME),
                values.get(OPLOG_HEADROOM));
    }
}
