package dev.lockstep.config;

import java.io.Serializable;

/**
 * What is done with what can't be delivered.
 *
 * @param deadLetterTable the table in the target database that keeps dead letters
 */
public record Errors(String deadLetterTable) implements Serializable {}
