package dev.lockstep.local.mongodb;

/**
 * The transaction that an operation belongs to.
 *
 * @param session {@code lsid} with the user's hash, as change events show it
 * @param number {@code txnNumber}
 */
record Origin(EncodedDocument session, long number) {}
