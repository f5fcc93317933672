/** What is checked of both servers before a job starts, and what to do about what is wrong. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.preflight;
