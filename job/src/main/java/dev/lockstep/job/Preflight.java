package dev.lockstep.job;

import dev.lockstep.config.Pipeline;

final class Preflight {
    private Preflight() {}

    static void check(Pipeline p) {}
}
