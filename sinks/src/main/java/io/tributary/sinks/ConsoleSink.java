package io.tributary.sinks;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import java.io.PrintStream;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * One aligned line a decision, for people to read. Times are event time, UTC. The stream stays the caller's to close.
 *
 * <pre>
 * 12:00:10  machine-3  anomaly  anomalous  ██████████████▎       71 %  telemetry▇ camera▄ message·
 * </pre>
 *
 * The block after a modality is its weight; {@code ·} means that it was absent.
 */
public final class ConsoleSink implements Sink {
    private static final int BAR = 12;
    private static final int LONGEST_COLUMN = 24;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
    private static final String WEIGHTS = "▁▂▃▄▅▆▇█";
    private static final String DIM = "2";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final boolean colour;
    private final WrittenRevisions known = new WrittenRevisions(10_000);
    private int entityWidth = 8;
    private int taskWidth = 4;
    private int labelWidth = 8;
    private LocalDate date = LocalDate.MIN;

    /** @param colour whether to write ANSI colours */
    public ConsoleSink(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    @Override
    public String type() {
        return "console";
    }

    @Override
    public void write(List<Decision> decisions) {
        for (Decision decision : decisions) {
            if (known.isUnknown(decision)) {
                known.add(decision);
                printDate(decision);
                out.println(line(decision));
            }
        }
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }

    private void printDate(Decision decision) {
        LocalDate day = decision.windowEnd().atZone(ZoneOffset.UTC).toLocalDate();
        if (!day.equals(date)) {
            date = day;
            out.println(paint(DIM, "── " + day + " UTC ──"));
        }
    }

    private String line(Decision decision) {
        String entity = column(decision.entity());
        String task = column(decision.task());
        String label = decision.abstained() ? "(unsure)" : column(decision.label());
        entityWidth = Math.max(entityWidth, entity.length());
        taskWidth = Math.max(taskWidth, task.length());
        labelWidth = Math.max(labelWidth, label.length());
        String colourCode = decision.abstained() ? DIM : ClassColour.ansi(decision.label());
        var line = new StringBuilder(paint(DIM, TIME.format(decision.windowEnd())))
                .append("  ")
                .append(padded(entity, entityWidth))
                .append("  ")
                .append(paint(DIM, padded(task, taskWidth)))
                .append("  ")
                .append(paint(colourCode, padded(label, labelWidth)))
                .append("  ")
                .append(paint(colourCode, bar(decision.confidence())))
                .append(String.format(Locale.ROOT, " %3d %%", Math.round(decision.confidence() * 100)))
                .append(' ');
        decision.evidence().forEach(item -> line.append(' ').append(evidence(item)));
        if (decision.closedBy() != CloseReason.COMPLETE) {
            line.append("  ").append(paint(DIM, decision.closedBy().name().toLowerCase(Locale.ROOT)));
        }
        if (decision.revision() > 0) {
            line.append("  ").append(paint(DIM, "revision " + decision.revision()));
        }
        return line.toString();
    }

    private String evidence(Evidence evidence) {
        if (!evidence.present()) {
            return paint(DIM, column(evidence.modality()) + "·");
        }
        int level = Math.round(Math.max(0f, Math.min(1f, evidence.weight())) * (WEIGHTS.length() - 1));
        return column(evidence.modality()) + WEIGHTS.charAt(level);
    }

    private static String bar(float share) {
        int eighths = Math.round(Math.max(0f, Math.min(1f, share)) * BAR * 8);
        var bar = new StringBuilder("█".repeat(eighths / 8));
        if (eighths % 8 > 0) {
            bar.append(EIGHTHS.charAt(eighths % 8));
        }
        return padded(bar.toString(), BAR);
    }

    /** Data on a terminal: no control characters, which would act on it, and no endless columns. */
    private static String column(String text) {
        String visible = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "\uFFFD");
        return visible.length() <= LONGEST_COLUMN ? visible : visible.substring(0, LONGEST_COLUMN - 1) + "…";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private String paint(String code, String text) {
        return colour ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
    }
}
