package io.tributary.fusion.align;

import io.tributary.fusion.Embeddings;
import io.tributary.schemas.Bound;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Match;
import io.tributary.schemas.pipeline.Missing;
import io.tributary.schemas.pipeline.Windowing;
import io.tributary.testing.alignment.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Streams of all sorts, and every combination of policies to align them by. */
final class RandomStreams {
    static final List<String> MODALITIES = List.of("text", "image", "sensor");
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    /** The last time that windows can be made of. */
    static final Instant END = Instant.parse("9999-12-30T23:59:59.999Z");

    private static final List<String> ENTITIES = List.of("a", "ab", "b\u0000c", "\u00fc");
    private static final int[] LENGTHS = {10_000, 5_000, 1_000, 7_300};
    private static final int[] GRACES = {5_000, 0, 12_000, 300};

    private RandomStreams() {}

    /**
     * Drawn numbers that {@link #steps} makes a step of.
     *
     * @param disorder in half seconds of event time, behind or before where the stream is
     */
    record Draw(int kind, int modality, int entity, int disorder, int id, int waitMillis) {}

    static Draw draw(Random random) {
        int gap = random.nextInt(23);
        int wait = gap < 20
                ? between(random, 0, 900)
                : gap < 22 ? between(random, 900, 12_000) : between(random, 12_000, 45_000);
        int far = random.nextInt(13);
        int disorder = far < 10 ? between(random, -8, 8) : far < 12 ? between(random, -80, 8) : between(random, -8, 60);
        return new Draw(
                random.nextInt(25),
                random.nextInt(MODALITIES.size()),
                random.nextInt(ENTITIES.size()),
                disorder,
                random.nextInt(3),
                random.nextBoolean() ? wait : wait / 500 * 500);
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    static Alignment alignment(Random random) {
        Duration length = Duration.ofMillis(LENGTHS[random.nextInt(LENGTHS.length)]);
        Windowing window =
                switch (random.nextInt(4)) {
                    case 0 -> new Windowing.Tumbling(length);
                    case 1 -> new Windowing.Hopping(length, part(length, random));
                    case 2 -> new Windowing.Session(part(length, random));
                    default ->
                        new Windowing.Anchored(
                                one(MODALITIES, random), millis(random, 0, 6_000), millis(random, 0, 4_000));
                };
        boolean session = window instanceof Windowing.Session;
        List<String> complete = new ArrayList<>(MODALITIES);
        complete.removeIf(modality -> random.nextInt(3) == 0);
        var closing = new Closing(
                Duration.ofMillis(GRACES[random.nextInt(GRACES.length)]),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                session && random.nextBoolean() ? List.of() : complete,
                random.nextInt(3) == 0 ? millis(random, 1, 3_000) : Duration.ZERO,
                one(List.of(1000, 4, 1), random),
                one(List.of(1000, 6, 3, 1), random));
        Map<String, Match> match = new HashMap<>();
        Map<String, Missing> missing = new HashMap<>();
        for (String modality : MODALITIES) {
            match.put(modality, one(List.of(Match.values()), random));
            missing.put(modality, missing(random));
        }
        return new Alignment(window, closing, match, missing, !session && random.nextInt(3) == 0);
    }

    private static Duration part(Duration length, Random random) {
        return Duration.ofMillis(length.toMillis() / between(random, 1, 4));
    }

    private static Missing missing(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Missing.Required();
            case 1, 2 -> new Missing.ReuseLast(millis(random, 1, 30_000));
            case 3 ->
                new Missing.DefaultVector(random.nextBoolean() ? Optional.empty() : Optional.of(FloatVector.of(3, 4)));
            default -> new Missing.Mask();
        };
    }

    /** Half of them whole half seconds, as the times of half of the steps, so that things fall due to the millisecond. */
    private static Duration millis(Random random, int least, int most) {
        int millis = between(random, least, most);
        return Duration.ofMillis(random.nextBoolean() ? millis : Math.max(least, (millis + 499) / 500 * 500));
    }

    private static <T> T one(List<T> things, Random random) {
        return things.get(random.nextInt(things.size()));
    }

    static List<Step> steps(List<Draw> draws) {
        List<Step> steps = new ArrayList<>();
        List<Embedding> sent = new ArrayList<>();
        Instant now = NOW;
        double progress = 0;
        for (Draw draw : draws) {
            now = now.plusMillis(draw.waitMillis());
            progress += 0.5;
            double seconds = progress + draw.disorder() / 2.0;
            switch (draw.kind()) {
                case 24 -> steps.add(new Step.Restart(now));
                case 23 -> {
                    if (draw.id() == 0) {
                        steps.add(new Step.CloseAll(now));
                    }
                }
                case 19, 20, 21, 22 -> steps.add(new Step.Tick(now));
                case 16, 17, 18 -> steps.add(said(draw, seconds, now));
                case 14, 15 -> {
                    if (!sent.isEmpty()) {
                        Embedding again = sent.get(draw.entity() * sent.size() / ENTITIES.size());
                        steps.add(new Step.Arrival(draw.id() == 0 ? again : changed(again, steps.size()), now));
                    }
                }
                default -> {
                    Embedding embedding = embedding(draw, at(draw, seconds), steps.size());
                    sent.add(embedding);
                    steps.add(new Step.Arrival(embedding, now));
                }
            }
        }
        steps.add(new Step.CloseAll(now));
        return steps;
    }

    private static Step said(Draw draw, double seconds, Instant now) {
        Optional<String> entity = draw.id() == 0 ? Optional.empty() : Optional.of(ENTITIES.get(draw.entity()));
        // A word about a partition that is far ahead would make everything late.
        double time = entity.isEmpty() ? Math.min(seconds, seconds - draw.disorder() / 2.0) - 3 : seconds;
        return new Step.Said(
                new Bound(MODALITIES.get(draw.modality()), entity, Embeddings.at(time)), now.minusMillis(5), now);
    }

    /** Mostly where the stream is; now and then as early or as late as times may be. */
    private static Instant at(Draw draw, double seconds) {
        if (draw.kind() == 0 && draw.disorder() == -80) {
            return draw.id() == 0 ? Instant.parse("0001-01-01T00:00:00Z") : Instant.parse("1969-12-31T23:59:59.999Z");
        }
        if (draw.kind() == 0 && draw.disorder() == 60) {
            return END.minusSeconds(3600);
        }
        return Embeddings.at(seconds);
    }

    /** Ids of one modality and time differ by what was drawn, so that now and then one comes with another content. */
    private static Embedding embedding(Draw draw, Instant at, int number) {
        String modality = MODALITIES.get(draw.modality());
        return with(Embeddings.of(draw.id() + "@" + at, ENTITIES.get(draw.entity()), modality, 0), at, number);
    }

    private static Embedding changed(Embedding embedding, int number) {
        return with(embedding, embedding.at(), number);
    }

    private static Embedding with(Embedding embedding, Instant at, int number) {
        return new Embedding(
                embedding.id(),
                embedding.entity(),
                embedding.modality(),
                at,
                FloatVector.of(number, 1f / (number + 1)),
                embedding.model(),
                embedding.modelHash(),
                embedding.space(),
                embedding.truncated(),
                embedding.coverage(),
                new SourceOffset("raw", 0, number),
                at,
                number % 5 == 0 ? "00-" + number : null);
    }
}
