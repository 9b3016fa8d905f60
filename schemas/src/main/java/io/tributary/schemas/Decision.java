package io.tributary.schemas;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * What a head says of one moment of one entity, with its evidence.
 *
 * @param id {@link #idOf(String, Instant, Instant, String)}: the same moment and task always have the same id
 * @param revision 0 for the first decision of a moment; a later revision of the same id replaces it
 * @param windowEnd exclusive, event time
 * @param triggeredAt broker or wall-clock time at which the moment could be decided; latency counts from here
 * @param label the class with the highest score; empty when {@code abstained}
 * @param confidence the label's score in [0, 1]
 * @param scores one a class of {@code classes}, summing to 1
 * @param evidence one a modality of the pipeline, in its order
 * @param head {@code name@version}
 * @param headHash SHA-256 of the head's model file, hexadecimal
 * @param traceparents trace contexts of the observations used
 */
public record Decision(
        String id,
        int revision,
        boolean isFinal,
        String entity,
        String task,
        Instant windowStart,
        Instant windowEnd,
        CloseReason closedBy,
        Instant triggeredAt,
        String label,
        float confidence,
        boolean abstained,
        List<String> classes,
        FloatVector scores,
        List<Evidence> evidence,
        String head,
        String headHash,
        List<String> traceparents) {
    public Decision {
        classes = List.copyOf(classes);
        evidence = List.copyOf(evidence);
        traceparents = List.copyOf(traceparents);
        if (classes.size() != scores.length()) {
            throw new IllegalArgumentException("a decision of " + classes.size() + " classes has " + scores.length()
                    + " scores, expected one a class");
        }
    }

    /** The id of the decision of one task about one window of one entity: 128 bits of SHA-256, hexadecimal. */
    public static String idOf(String entity, Instant windowStart, Instant windowEnd, String task) {
        // Lengths keep ("a", "b|c") and ("a|b", "c") apart.
        String text = entity.length() + "|" + entity + "|" + windowStart.toEpochMilli() + "|" + windowEnd.toEpochMilli()
                + "|" + task;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
