package dev.lockstep.source.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.internal.connection.PowerOfTwoBufferPool;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.cdc.connectors.mongodb.source.connection.MongoClientPool;

/**
 * Ends what Flink CDC's static pool of clients keeps. It never closes one, and a client's threads
 * keep the class loader of a job, with all its classes, after the job has ended or failed over:
 * after some restarts a TaskManager would be out of metaspace.
 */
final class ClientPool {

    private ClientPool() {}

    /**
     * Closes all clients, and ends the driver's own thread. Call it when the classes of this job
     * will not be used again. Does nothing where the pool is not a job's own: classes of the class
     * path are for all jobs of the JVM, and stay.
     */
    static void release() {
        if (MongoClientPool.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
            return;
        }
        try {
            closeClients();
            endPruning();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Flink CDC's pool of clients is another one", e);
        }
    }

    private static void closeClients() throws ReflectiveOperationException {
        Field pools = MongoClientPool.class.getDeclaredField("pools");
        pools.setAccessible(true);
        Map<?, ?> clients = (Map<?, ?>) pools.get(MongoClientPool.getInstance());
        for (Iterator<?> all = clients.values().iterator(); all.hasNext(); ) {
            MongoClient client = (MongoClient) all.next();
            all.remove();
            client.close();
        }
    }

    /** The driver's buffers are for all clients, and so is the thread that lets go of idle ones. */
    private static void endPruning() throws ReflectiveOperationException {
        Method disable = PowerOfTwoBufferPool.class.getDeclaredMethod("disablePruning");
        disable.setAccessible(true);
        disable.invoke(PowerOfTwoBufferPool.DEFAULT);
    }
}
