package io.tributary.bench.subject;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process has used so far.
 *
 * @param cpuNanos of all its threads
 * @param residentKib resident memory now, as the kernel counts it; 0 where it does not say
 * @param peakKib most resident memory so far
 */
public record ProcessUse(long cpuNanos, long residentKib, long peakKib) {
    private static final Path STATUS = Path.of("/proc/self/status");

    public static ProcessUse now() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new ProcessUse(system.getProcessCpuTime(), kib("VmRSS:"), kib("VmHWM:"));
    }

    private static long kib(String name) {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    String toLine() {
        return cpuNanos + " " + residentKib + " " + peakKib;
    }

    /** The inverse of {@link #toLine()}. */
    public static ProcessUse parse(String line) {
        String[] words = line.split(" ", -1);
        return new ProcessUse(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
}
