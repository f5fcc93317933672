package dev.lockstep.source.mongodb;

import dev.lockstep.config.StreamPolicy;
import java.io.Serializable;

/** What the pipeline says of the change stream: of which collections, and what is done when. */
record StreamSettings(WatchedCollections watched, StreamPolicy policy) implements Serializable {}
