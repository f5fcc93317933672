package dev.lockstep.row;

import dev.lockstep.value.Value;
import java.io.Serializable;

/** One column of a row and the value it is to hold. */
public record Cell(String column, Value value) implements Serializable {}
