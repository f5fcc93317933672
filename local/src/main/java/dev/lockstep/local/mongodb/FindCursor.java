package dev.lockstep.local.mongodb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Returns the documents that a query matched, as they were then. */
final class FindCursor implements ServerCursor {
    private final String namespace;
    private final Iterator<EncodedDocument> documents;
    private final Function<EncodedDocument, Object> projection;

    /** What does not fit into a reply any more comes in the next. */
    private @Nullable EncodedDocument next;

    FindCursor(
            String namespace,
            Iterator<EncodedDocument> documents,
            Function<EncodedDocument, Object> projection) {
        this.namespace = namespace;
        this.documents = documents;
        this.projection = projection;
        next = documents.hasNext() ? documents.next() : null;
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public synchronized Batch next(int batchSize) {
        int limit = batchSize == 0 ? Integer.MAX_VALUE : batchSize;
        List<Object> batch = new ArrayList<>();
        long bytes = 0;
        while (next != null
                && batch.size() < limit
                && (batch.isEmpty() || bytes + next.size() <= EncodedDocument.MAX_SIZE)) {
            bytes += next.size();
            batch.add(projection.apply(next));
            next = documents.hasNext() ? documents.next() : null;
        }
        return new Batch(batch, next == null, null);
    }
}
