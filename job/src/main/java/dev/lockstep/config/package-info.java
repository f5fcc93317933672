/** The pipeline file: its records, how it is read, and what is wrong with it. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.config;
