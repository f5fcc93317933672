/**
 * Random changes of documents whose every version can be told from every other, and the model of
 * what was done: what a target may show, and what not. It shares nothing with the job.
 */
@org.jspecify.annotations.NullMarked
package dev.lockstep.local.workload;
