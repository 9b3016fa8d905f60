package io.tributary.bench.report;

import static io.tributary.bench.report.TextReport.number;

import io.tributary.bench.alignment.Growth;
import io.tributary.bench.alignment.Instances;
import io.tributary.bench.measure.Spread;

/** What becomes of alignment with more work and with more processes, for people. */
public final class ScalingText {
    private ScalingText() {}

    public static String growth(Growth growth) {
        var table = new TextTable().row(growth.what(), "events/s", "CPU s/1000", "output");
        for (Growth.Point point : growth.points()) {
            table.row(
                    point.size(),
                    number(point.eventsPerSecond().median()),
                    number(point.cpuNanos().median() / 1e6),
                    AlignmentText.verdict(point.verdict()));
        }
        return "%n%s".formatted(table);
    }

    public static String instances(Instances instances) {
        var table = new TextTable()
                .row(
                        "instances",
                        "events/s",
                        "÷ one",
                        "most on " + instances.processors() + " processors",
                        "CPU s/1000",
                        "broker's",
                        "load's",
                        "output");
        instances
                .measured()
                .forEach((count, measured) -> table.row(
                        Integer.toString(count),
                        number(measured.series().eventsPerSecond().median()),
                        factor(instances.factor(count)),
                        number(instances.ceiling(count)),
                        number(measured.series().cpuNanosPerEvent().median() / 1e6),
                        number(measured.brokerNanos() / 1e6),
                        number(measured.loadNanos() / 1e6),
                        AlignmentText.verdict(measured.verdict())));
        return "%n%s%n%s".formatted(instances.workload(), table);
    }

    private static String factor(Spread factor) {
        return "%s (%s–%s)".formatted(number(factor.median()), number(factor.min()), number(factor.max()));
    }
}
