package dev.lockstep.source.mongodb;

import com.mongodb.client.MongoClient;
import java.lang.reflect.Field;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.cdc.connectors.mongodb.source.connection.MongoClientPool;

/**
 * Ends what Flink CDC's static pool of clients keeps. It never closes one, and a client's threads
 * keep the class loader of a job, with all its classes, after the job has ended or failed over:
 * after some restarts the process would be out of metaspace.
 */
final class ClientPool {

    private ClientPool() {}

    /**
     * Closes all clients; the pool makes new ones when it is asked. Does nothing where the pool is
     * not a job's own: classes of the class path are for all jobs of the JVM, and stay.
     */
    static void close() {
        if (MongoClientPool.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
            return;
        }
        for (Iterator<?> clients = clients().values().iterator(); clients.hasNext(); ) {
            MongoClient client = (MongoClient) clients.next();
            clients.remove();
            client.close();
        }
    }

    private static Map<?, ?> clients() {
        try {
            Field pools = MongoClientPool.class.getDeclaredField("pools");
            pools.setAccessible(true);
            return (Map<?, ?>) pools.get(MongoClientPool.getInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Flink CDC's pool of clients is another one", e);
        }
    }
}
