package io.tributary.sinks;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Decisions as pipelines of different shapes make them; the same seed makes the same ones. */
final class GeneratedDecisions {
    static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final List<String> PLANT = List.of("telemetry", "camera", "message");

    private GeneratedDecisions() {}

    /** Machines with episodes of anomaly and now and then a message with a sentiment. */
    static List<Decision> plant(int machines, int windows, Duration window) {
        var random = new Random(7);
        List<Decision> decisions = new ArrayList<>();
        double[] trouble = new double[machines];
        for (int w = 0; w < windows; w++) {
            for (int m = 0; m < machines; m++) {
                boolean ill = (w + 37 * m) % (90 + 11 * m) < 10 + m % 5 && m % 3 != 2;
                trouble[m] += 0.45 * ((ill ? 0.94 : 0.05) - trouble[m]);
                double score = clamp(trouble[m] + random.nextGaussian() * 0.05);
                Instant start = START.plus(window.multipliedBy(w));
                String entity = "machine-%02d".formatted(m + 1);
                boolean message = random.nextInt(ill ? 3 : 9) == 0;
                boolean camera = random.nextInt(14) != 0 && !(m == 4 && w % 80 > 55);
                boolean[] present = {random.nextInt(60) != 0, camera, message};
                decisions.add(decision(
                        entity,
                        "anomaly",
                        start,
                        window,
                        List.of("normal", "anomalous"),
                        PLANT,
                        present,
                        random,
                        1 - score,
                        score));
                if (message) {
                    double bad = clamp(score + random.nextGaussian() * 0.2);
                    double neutral = (1 - bad) * random.nextDouble();
                    decisions.add(decision(
                            entity,
                            "sentiment",
                            start,
                            window,
                            List.of("negative", "neutral", "positive"),
                            PLANT,
                            present,
                            random,
                            bad,
                            neutral,
                            1 - bad - neutral));
                }
            }
        }
        return decisions;
    }

    /** Posts, each decided once. */
    static List<Decision> posts(int count) {
        var random = new Random(3);
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] scores = shares(3, random);
            decisions.add(decision(
                    "post-" + (1000 + i * 7),
                    "sentiment",
                    START.plusSeconds(60L * i),
                    Duration.ofMinutes(1),
                    List.of("negative", "neutral", "positive"),
                    List.of("text", "image"),
                    new boolean[] {random.nextInt(20) != 0, random.nextInt(6) != 0},
                    random,
                    scores));
        }
        return decisions;
    }

    /** People doing one of 27 things, seen by three modalities. */
    static List<Decision> actions(int people, int windows) {
        var random = new Random(5);
        List<String> classes = IntStream.rangeClosed(1, 27)
                .mapToObj(i -> List.of("swipe", "wave", "clap", "throw", "boxing", "jog", "sit", "squat", "lunge")
                                .get(i % 9)
                        + "-" + i)
                .toList();
        List<Decision> decisions = new ArrayList<>();
        for (int w = 0; w < windows; w++) {
            for (int p = 0; p < people; p++) {
                decisions.add(decision(
                        "person-" + (p + 1),
                        "action",
                        START.plusSeconds(4L * w),
                        Duration.ofSeconds(4),
                        classes,
                        List.of("depth", "inertial", "skeleton"),
                        new boolean[] {random.nextInt(9) != 0, random.nextInt(9) != 0, true},
                        random,
                        shares(27, random)));
            }
        }
        return decisions;
    }

    /** One decision about an entity of any name. */
    static Decision of(String entity) {
        return decision(
                entity,
                "anomaly",
                START,
                Duration.ofSeconds(10),
                List.of("normal", "anomalous"),
                PLANT,
                new boolean[] {true, true, false},
                new Random(1),
                0.2,
                0.8);
    }

    /** The same decision, changed. */
    static Decision revised(Decision decision, int revision, String label) {
        return new Decision(
                decision.id(),
                revision,
                true,
                decision.entity(),
                decision.task(),
                decision.windowStart(),
                decision.windowEnd(),
                decision.closedBy(),
                decision.triggeredAt(),
                label,
                decision.confidence(),
                false,
                decision.classes(),
                decision.scores(),
                decision.evidence(),
                decision.head(),
                decision.headHash(),
                List.of());
    }

    static Decision decision(
            String entity,
            String task,
            Instant start,
            Duration window,
            List<String> classes,
            List<String> modalities,
            boolean[] present,
            Random random,
            double... scores) {
        int best = IntStream.range(0, scores.length).reduce(0, (a, b) -> scores[b] > scores[a] ? b : a);
        Instant end = start.plus(window);
        float[] floats = new float[scores.length];
        IntStream.range(0, scores.length).forEach(i -> floats[i] = (float) scores[i]);
        return new Decision(
                Decision.idOf(entity, start, end, task),
                0,
                true,
                entity,
                task,
                start,
                end,
                all(present) ? CloseReason.COMPLETE : CloseReason.GRACE,
                end.plusMillis(1200),
                classes.get(best),
                floats[best],
                false,
                classes,
                FloatVector.of(floats),
                evidence(entity, end, modalities, present, floats[best], random),
                task + "-attention@1",
                "9f2c4b1de07a4c55a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718",
                List.of());
    }

    private static List<Evidence> evidence(
            String entity, Instant end, List<String> modalities, boolean[] present, float confidence, Random random) {
        List<Evidence> evidence = new ArrayList<>();
        double sum = 0;
        double[] weights = new double[modalities.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = present[i] ? 0.2 + random.nextDouble() : 0;
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            String modality = modalities.get(i);
            if (!present[i]) {
                evidence.add(Evidence.absent(modality));
                continue;
            }
            evidence.add(new Evidence(
                    modality,
                    true,
                    400 + random.nextInt(8000),
                    1 + random.nextInt(2),
                    (float) (weights[i] / sum),
                    (float) (confidence * 0.6 * weights[i] / sum * (random.nextInt(7) == 0 ? -0.5 : 1)),
                    modality + "-encoder@1",
                    List.of(entity + "/" + modality + "/" + end.toEpochMilli()),
                    List.of(new SourceOffset("tributary." + modality, random.nextInt(3), random.nextInt(100_000)))));
        }
        return evidence;
    }

    private static boolean all(boolean[] present) {
        for (boolean each : present) {
            if (!each) {
                return false;
            }
        }
        return true;
    }

    private static double clamp(double value) {
        return Math.max(0.01, Math.min(0.99, value));
    }

    private static double[] shares(int count, Random random) {
        double[] shares = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            shares[i] = Math.pow(random.nextDouble(), 6) + 0.002;
            sum += shares[i];
        }
        for (int i = 0; i < count; i++) {
            shares[i] /= sum;
        }
        return shares;
    }
}
