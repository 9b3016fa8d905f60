package io.tributary.bench.subject;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What this process has used so far.
 *
 * @param cpuNanos of all its threads but the virtual machine's compilers. What they cost is paid once in a stage's life, and in
 *     rounds of seconds it was more than half of what the cheapest loops cost: of nine tenths of a second on a loop that copies
 *     records, six. Where the kernel does not tell threads apart, theirs is included
 * @param compilerNanos of the compilers' threads; 0 where the kernel does not tell threads apart
 * @param residentKib resident memory now, as the kernel counts it; 0 where it does not say
 * @param peakKib most resident memory so far
 */
public record ProcessUse(long cpuNanos, long compilerNanos, long residentKib, long peakKib) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path THREADS = Path.of("/proc/self/task");
    /** "C1 CompilerThread0" and "C2 CompilerThread0", of which the kernel keeps 15 characters. */
    private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThre.*");

    public static ProcessUse now() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long all = system.getProcessCpuTime();
        long compilers = compilersNanos();
        return new ProcessUse(all - compilers, compilers, kib("VmRSS:"), kib("VmHWM:"));
    }

    private static long compilersNanos() {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                nanos += compilerNanos(thread);
            }
        } catch (IOException e) {
            return 0;
        }
        return nanos;
    }

    private static long compilerNanos(Path thread) {
        try {
            boolean compiles = COMPILER.matcher(
                            Files.readString(thread.resolve("comm")).strip())
                    .matches();
            // Nanoseconds on a processor, then waiting for one, then how often.
            String[] schedule = Files.readString(thread.resolve("schedstat")).split(" ", -1);
            return compiles ? Long.parseLong(schedule[0]) : 0;
        } catch (IOException e) {
            // It has ended since.
            return 0;
        }
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

    /** What two processes have used together. */
    public ProcessUse plus(ProcessUse other) {
        return new ProcessUse(
                cpuNanos + other.cpuNanos,
                compilerNanos + other.compilerNanos,
                residentKib + other.residentKib,
                peakKib + other.peakKib);
    }

    String toLine() {
        return cpuNanos + " " + compilerNanos + " " + residentKib + " " + peakKib;
    }

    /** The inverse of {@link #toLine()}. */
    public static ProcessUse parse(String line) {
        String[] words = line.split(" ", -1);
        return new ProcessUse(
                Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }
}
