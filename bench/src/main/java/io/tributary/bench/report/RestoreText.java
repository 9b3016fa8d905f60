package io.tributary.bench.report;

import static io.tributary.bench.report.TextReport.number;
import static io.tributary.bench.report.TextReport.ratio;

import io.tributary.bench.alignment.Restore;
import io.tributary.bench.alignment.Restores;
import io.tributary.bench.alignment.Restores.Disk;
import java.util.function.ToDoubleFunction;

/** What became of killed processes, for people. */
public final class RestoreText {
    private static final double MEGA = 1e6;
    private static final double SECOND = 1e9;

    private RestoreText() {}

    public static String restores(Restores restores) {
        var table = new TextTable()
                .row(
                        "killed, started again",
                        "records",
                        "MB",
                        "s to restore",
                        "MB/s",
                        "broker's MB/s",
                        "÷ broker",
                        "÷ new reader",
                        "s until it works",
                        "s from its start");
        restores.restores()
                .keySet()
                .forEach(disk -> table.row(
                        disk.words(),
                        median(restores, disk, Restore::records),
                        median(restores, disk, restore -> restore.bytes() / MEGA),
                        median(restores, disk, restore -> restore.readingNanos() / SECOND),
                        median(restores, disk, restore -> restore.bytesPerSecond() / MEGA),
                        median(restores, disk, restore -> restore.brokerBytesPerSecond() / MEGA),
                        ratio(restores.of(disk, Restore::share)),
                        ratio(restores.of(disk, Restore::shareOfFresh)),
                        median(restores, disk, restore -> restore.untilRunningNanos() / SECOND),
                        median(restores, disk, restore -> restore.untilReadyNanos() / SECOND)));
        return "%n%s, all but the last modality%n%sMoments: %s%n"
                .formatted(restores.workload(), table, AlignmentText.verdict(restores.verdict()));
    }

    private static String median(Restores restores, Disk disk, ToDoubleFunction<Restore> figure) {
        return restores.of(disk, figure).map(spread -> number(spread.median())).orElse(AlignmentText.NONE);
    }
}
