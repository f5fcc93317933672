package dev.lockstep.local.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * What the demo is asked for.
 *
 * @param traffic how long documents change before source and target are compared; empty for until
 *     it is interrupted
 * @param rate changed documents per second
 * @param webPort of Flink's web UI, or the next one that is free
 * @param parallelism of the job
 * @param mongodbUri a replica set to use instead of the embedded one; a secret
 * @param mysqlUrl a server and database to use instead of the embedded one; may hold secrets
 * @param mysqlUser of the given server
 * @param mysqlPassword of the given server; a secret
 * @param seed the same seed gives the same documents and changes
 */
public record DemoOptions(
        Optional<Duration> traffic,
        int rate,
        int webPort,
        int parallelism,
        Optional<String> mongodbUri,
        Optional<String> mysqlUrl,
        String mysqlUser,
        String mysqlPassword,
        long seed) {

    /** Without URIs and password: they hold secrets. */
    @Override
    public String toString() {
        return "DemoOptions[]";
    }
}
