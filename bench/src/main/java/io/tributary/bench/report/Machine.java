package io.tributary.bench.report;

import io.tributary.encoders.model.OnnxRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import nu.pattern.OpenCV;
import org.apache.kafka.common.utils.AppInfoParser;
import org.opencv.core.Core;

/** What the figures were measured with; they mean nothing without it. */
public final class Machine {
    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final List<String> TELLING =
            List.of("avx2", "avx_vnni", "avx512f", "avx512_vnni", "amx_int8", "amx_bf16", "asimd", "i8mm");

    private Machine() {}

    /** Facts by name, in the order of the report. */
    public static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        String cpu = cpuInfo();
        facts.put("processor", field(cpu, "model name"));
        facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("instructions", instructions(cpu));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor") + ")");
        facts.put("onnxruntime", OnnxRuntime.version());
        facts.put("kafka", AppInfoParser.getVersion());
        facts.put("jpeg (ours)", openCvJpeg());
        facts.put("jpeg (ImageIO)", imageIoJpeg());
        return facts;
    }

    private static String cpuInfo() {
        try {
            return Files.isReadable(CPU) ? Files.readString(CPU) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static String field(String cpu, String name) {
        return cpu.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch", "unknown"));
    }

    private static String instructions(String cpu) {
        List<String> flags = List.of((field(cpu, "flags") + " " + field(cpu, "Features")).split(" ", -1));
        String found = TELLING.stream().filter(flags::contains).collect(Collectors.joining(", "));
        return found.isEmpty() ? "unknown" : found;
    }

    private static String openCvJpeg() {
        OpenCV.loadLocally();
        return "OpenCV " + Core.VERSION + ", "
                + Core.getBuildInformation()
                        .lines()
                        .filter(line -> line.strip().startsWith("JPEG:"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown");
    }

    /** A JDK either links the system's library, which uses the processor's vectors, or brings one of its own. */
    private static String imageIoJpeg() {
        Path library = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("javajpeg"));
        try {
            String content = new String(Files.readAllBytes(library), StandardCharsets.ISO_8859_1);
            return content.contains("libjpeg.so") ? "the system's libjpeg" : "the JDK's own libjpeg";
        } catch (IOException e) {
            return "unknown";
        }
    }
}
