package io.tributary.bench.report;

import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Round;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Modality;
import java.util.Locale;

/** What tuning prints. */
public final class TuningReport {
    private final StringBuilder text = new StringBuilder();
    private final TextTable inProcess = new TextTable()
            .row("model calls", "sessions", "threads", "rows", "tokens", "records", "events/s", "CPU ms/event");
    private final TextTable endToEnd =
            new TextTable().row("end to end, exactly-once", "delay", "events/s", "CPU ms/event", "p50 ms", "p99 ms");
    private final Modality modality;

    public TuningReport(Modality modality, String inputs) {
        this.modality = modality;
        text.append(
                "\n%s (%s): %s%n".formatted(modality.name(), modality.encoder().getFileName(), inputs));
    }

    /** One trial of the encoder without Kafka. */
    public void trial(Batching batching, Round round) {
        inProcess.row(
                "",
                Integer.toString(batching.sessions()),
                Integer.toString(batching.threads()),
                Integer.toString(batching.rows()),
                Integer.toString(batching.tokens()),
                Integer.toString(batching.records()),
                number(round.eventsPerSecond()),
                number(round.cpuNanosPerEvent() / 1e6));
    }

    /** One trial of the whole stage. */
    public void endToEnd(String name, Batching batching, Round round, Latency latency) {
        endToEnd.row(
                name,
                batching.delay().toMillis() + " ms",
                number(round.eventsPerSecond()),
                number(round.cpuNanosPerEvent() / 1e6),
                number(latency.p50Millis()),
                number(latency.p99Millis()));
    }

    /** The whole report, with what to paste. */
    public String choosing(Batching batching) {
        return text
                + inProcess.toString()
                + endToEnd
                + "  latencies at half load; to use the best of these, put into the pipeline file under '"
                + modality.name() + "':\n"
                + "    batching: " + new BatchingText(batching).toYaml() + "\n";
    }

    private static String number(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.2g";
        return String.format(Locale.ROOT, format, value);
    }
}
