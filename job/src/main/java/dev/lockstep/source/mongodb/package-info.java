/** The MongoDB source: Flink CDC's, configured and wrapped, nothing converted. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.source.mongodb;
