/**
 * Declared YAML: a format's keys are declared once, with type, default and description, and serve
 * its reader as well as its JSON Schema. Knows nothing about pipelines.
 */
@org.jspecify.annotations.NullMarked
package dev.lockstep.config.yaml;
