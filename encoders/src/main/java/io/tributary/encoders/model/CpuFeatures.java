package io.tributary.encoders.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the processor can do with 8-bit numbers, which decides which of a model's quantised files suits it.
 *
 * @param architecture as Java names it
 * @param flags as Linux names them; empty on other systems
 */
public record CpuFeatures(String architecture, Set<String> flags) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Of this machine. */
    public static CpuFeatures detected() {
        return of(System.getProperty("os.arch", "unknown"), cpuInfo());
    }

    /** @param cpuInfo the text of {@code /proc/cpuinfo}; empty where there is none */
    static CpuFeatures of(String architecture, String cpuInfo) {
        Set<String> flags = cpuInfo.lines()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .limit(1)
                .flatMap(line -> Arrays.stream(
                        line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
                .collect(Collectors.toUnmodifiableSet());
        return new CpuFeatures(architecture.toLowerCase(Locale.ROOT), flags);
    }

    private static String cpuInfo() {
        try {
            return Files.isReadable(CPU_INFO) ? Files.readString(CPU_INFO) : "";
        } catch (IOException e) {
            return "";
        }
    }

    public boolean isArm() {
        return architecture.equals("aarch64") || architecture.startsWith("arm");
    }

    /** Multiplies signed by unsigned 8-bit numbers without overflowing in between. */
    public boolean hasVnni() {
        return flags.contains("avx512_vnni") || flags.contains("avx_vnni") || flags.contains("avx512vnni");
    }

    /**
     * The ends of quantised files' names, best first. Without VNNI the products of signed weights may overflow on x86,
     * so unsigned ones come first there.
     */
    public List<String> quantisedNames() {
        if (isArm()) {
            return List.of("qint8_arm64", "int8", "quantized", "uint8", "quint8_avx2");
        }
        if (hasVnni()) {
            return List.of(
                    "qint8_avx512_vnni", "qint8_avx512", "quint8_avx2", "int8", "quantized", "uint8", "qint8_arm64");
        }
        return List.of("quint8_avx2", "uint8", "quantized", "int8", "qint8_avx512", "qint8_avx512_vnni");
    }

    @Override
    public String toString() {
        return architecture + (hasVnni() ? " with VNNI" : isArm() ? "" : " without VNNI");
    }
}
