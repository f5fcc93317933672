/**
 * A MongoDB replica set for one machine: a given one, a {@code mongod} of the PATH, or one inside
 * this process.
 *
 * <p>The embedded replica set takes the wire protocol, query and update engine of mongo-java-server
 * and adds what makes a replica set: storage of encoded documents, an operation log, change
 * streams, cluster time and authentication. It knows nothing of Lockstep.
 */
@NullMarked
package dev.lockstep.local.mongodb;

import org.jspecify.annotations.NullMarked;
