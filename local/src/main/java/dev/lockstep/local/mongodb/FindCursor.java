package dev.lockstep.local.mongodb;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Returns the documents that a query matched, as they were then. */
final class FindCursor implements ServerCursor {
    private final String namespace;
    private final Iterator<EncodedDocument> documents;
    private final Function<EncodedDocument, Object> projection;

    FindCursor(
            String namespace,
            Iterator<EncodedDocument> documents,
            Function<EncodedDocument, Object> projection) {
        this.namespace = namespace;
        this.documents = documents;
        this.projection = projection;
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
        while (documents.hasNext() && batch.size() < limit && bytes < EncodedDocument.MAX_SIZE) {
            EncodedDocument document = documents.next();
            bytes += document.size();
            batch.add(projection.apply(document));
        }
        return new Batch(batch, !documents.hasNext(), null);
    }
}
