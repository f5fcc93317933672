package dev.lockstep.config;

import dev.lockstep.mapping.CollectionMapping;
import java.io.Serializable;
import java.util.List;

/**
 * A pipeline file, read, checked and complete: every default is filled in.
 *
 * @param name names the job, its metrics and its progress; lower-case letters, digits, - and _
 * @param source where documents come from
 * @param target where rows go
 * @param collections which collections, and how they map; the first that covers a namespace counts
 * @param delivery batching, checkpoints and retries
 * @param errors dead letters
 */
public record Pipeline(
        String name,
        MongoSource source,
        JdbcTarget target,
        List<CollectionMapping> collections,
        Delivery delivery,
        Errors errors)
        implements Serializable {

    public Pipeline {
        collections = List.copyOf(collections);
    }
}
