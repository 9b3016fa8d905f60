package io.tributary.simulation;

/** The work on one partition of a stage's input. */
record TaskId(String stage, int partition) {
    @Override
    public String toString() {
        return stage + "/" + partition;
    }
}
