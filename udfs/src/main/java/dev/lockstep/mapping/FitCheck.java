package dev.lockstep.mapping;

import dev.lockstep.type.ColumnType;
import dev.lockstep.type.Fit;
import dev.lockstep.value.Value;
import java.io.Serializable;

/** Decides whether a declared column holds a value that is not null. */
@FunctionalInterface
public interface FitCheck extends Serializable {

    Fit check(Value value, ColumnType type);
}
