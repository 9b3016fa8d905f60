package io.tributary.training.head;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A head's folder: {@code model.onnx}, {@code head.yaml}, and beside them the card {@code README.md} and, of a head that was
 * measured, {@code report.json}, which are given.
 */
public final class HeadBundle {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");
    /** What YAML 1.1 reads as something other than a text. */
    private static final Pattern SPECIAL =
            Pattern.compile("y|n|yes|no|on|off|true|false|null|nan", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final String task;
    private final HeadModel head;

    public HeadBundle(String name, String task, HeadModel head) {
        this.name = name;
        this.task = task;
        this.head = head;
    }

    /** Writes the bundle, replacing the one that is there. The model comes last but one, its manifest last. */
    public void write(Path folder, String report, String card) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("report.json"), report);
        write(folder, card);
    }

    /** The same without a report. */
    public void write(Path folder, String card) throws IOException {
        byte[] model = OnnxHead.write(head);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("README.md"), card);
        Files.write(folder.resolve("model.onnx"), model);
        Files.writeString(folder.resolve("head.yaml"), manifest(sha256(model)));
    }

    /** Values trained, which the card tells. */
    public long parameters() {
        return head.arrays().values().stream()
                .mapToLong(array -> array.values().length)
                .sum();
    }

    private String manifest(String hash) {
        var yaml = new StringBuilder();
        yaml.append("name: ").append(scalar(name)).append('\n');
        yaml.append("version: 1\n");
        yaml.append("task: ").append(scalar(task)).append('\n');
        yaml.append("fusion: ").append(head.kind()).append('\n');
        List<String> classes =
                head.shape().classes().stream().map(HeadBundle::scalar).toList();
        yaml.append("classes: [").append(String.join(", ", classes)).append("]\n");
        yaml.append("modalities:\n");
        for (HeadShape.Input input : head.shape().modalities()) {
            String sequence = input.takesSequence() ? ", sequence: " + input.sequence() : "";
            yaml.append("  %s: { dimension: %d, space: %s%s }\n"
                    .formatted(scalar(input.modality()), input.dimension(), scalar(input.space()), sequence));
        }
        head.ownLines().forEach(line -> yaml.append(line).append('\n'));
        return yaml.append("model: model.onnx\nsha256: ")
                .append(hash)
                .append('\n')
                .toString();
    }

    /** Quoted where YAML would otherwise read something else, such as {@code no} as false. */
    private static String scalar(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !SPECIAL.matcher(text).matches();
        return plain ? text : "'" + text.replace("'", "''") + "'";
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
