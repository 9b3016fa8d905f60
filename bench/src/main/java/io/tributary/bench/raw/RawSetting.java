package io.tributary.bench.raw;

/**
 * How ONNX Runtime is used.
 *
 * @param callers threads that call one shared session
 * @param threads of the session within one operation
 * @param spinning whether those wait by turning round and round
 */
public record RawSetting(int callers, int threads, boolean spinning, Grouping grouping) {
    /** Without blanks, to be sent to another process. */
    public String toLine() {
        return callers + ":" + threads + ":" + spinning + ":" + grouping;
    }

    /** The inverse of {@link #toLine()}. */
    public static RawSetting parse(String line) {
        String[] parts = line.split(":", -1);
        return new RawSetting(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Boolean.parseBoolean(parts[2]),
                Grouping.parse(parts[3]));
    }

    /** For a report. */
    public String describe() {
        String session = threads == 1 ? "1 thread" : threads + " threads" + (spinning ? ", spinning" : "");
        return callers + (callers == 1 ? " caller, " : " callers, ") + session + ", " + grouping.describe();
    }
}
