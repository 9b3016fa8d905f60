package io.tributary.fusion.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The aligner against {@link PlainAligner}, over streams with disorder, duplicates, lateness, gaps and restarts. */
final class AlignerPropertiesTest {
    private static final List<String> MODALITIES = List.of("text", "image", "sensor");
    private static final List<String> ENTITIES = List.of("a", "ab", "b\u0000c", "\u00fc");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Drawn numbers that {@link #steps} makes a step of. */
    record Draw(int kind, int modality, int entity, int disorder, int id, int waitMillis) {}

    @Provide
    Arbitrary<List<Draw>> draws() {
        // Drawn as a whole because that is much faster; lists still shrink to the steps that matter.
        return Arbitraries.randomValue(AlignerPropertiesTest::draw).list().ofMaxSize(100);
    }

    private static Draw draw(Random random) {
        int gap = random.nextInt(23);
        int wait = gap < 20
                ? between(random, 0, 900)
                : gap < 22 ? between(random, 900, 12_000) : between(random, 12_000, 45_000);
        // In half seconds of event time behind or before where the stream is: mostly near, sometimes far.
        int far = random.nextInt(13);
        int disorder = far < 10 ? between(random, -8, 8) : far < 12 ? between(random, -80, 8) : between(random, -8, 60);
        return new Draw(
                random.nextInt(20),
                random.nextInt(MODALITIES.size()),
                random.nextInt(ENTITIES.size()),
                disorder,
                random.nextInt(3),
                wait);
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    @Provide
    Arbitrary<Alignment> alignments() {
        return Combinators.combine(
                        Arbitraries.of(10, 5, 1),
                        Arbitraries.of(5, 0, 12),
                        Arbitraries.of(Match.values()),
                        Arbitraries.subsetOf(MODALITIES).map(List::copyOf),
                        Arbitraries.of(1000, 4, 1))
                .as((window, grace, match, complete, maxOpen) -> new Alignment(
                        Duration.ofSeconds(window),
                        Duration.ofSeconds(grace),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        match,
                        complete,
                        maxOpen));
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void itGivesWhatTheDefinitionSaysAfterEveryStep(
            @ForAll("draws") List<Draw> draws, @ForAll("alignments") Alignment alignment) {
        var plain = new PlainAligner(MODALITIES, alignment);
        var store = new MemoryMomentStore();
        var aligner = new Aligner(MODALITIES, alignment, store, NOW);
        for (Step step : steps(draws)) {
            PlainAligner.Outcome expected = plain.take(step);
            if (step instanceof Step.Restart) {
                aligner = new Aligner(MODALITIES, alignment, store, step.now());
            } else {
                assertThat(take(aligner, step)).isEqualTo(expected);
            }
        }
        assertThat(aligner.openWindows()).isZero();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void everyWindowIsDecidedOnceAndEveryEmbeddingCountsOnceOrIsLate(
            @ForAll("draws") List<Draw> draws, @ForAll("alignments") Alignment alignment) {
        var store = new MemoryMomentStore();
        var aligner = new Aligner(MODALITIES, alignment, store, NOW);
        Set<String> decided = new HashSet<>();
        Set<Embedding> onTime = new HashSet<>();
        int counted = 0;
        for (Step step : steps(draws)) {
            if (step instanceof Step.Restart) {
                aligner = new Aligner(MODALITIES, alignment, store, step.now());
                continue;
            }
            PlainAligner.Outcome outcome = take(aligner, step);
            if (step instanceof Step.Arrival arrival && outcome.lateBy().isEmpty()) {
                onTime.add(arrival.embedding());
            }
            for (Moment moment : outcome.moments()) {
                assertThat(decided.add(moment.entity() + moment.windowEnd())).isTrue();
                counted += MODALITIES.stream()
                        .mapToInt(m ->
                                moment.present(m).map(Moment.Present::count).orElse(0))
                        .sum();
            }
        }
        assertThat(counted).isEqualTo(onTime.size());
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void whereNoClockTicksTheClockDoesNotMatter(
            @ForAll("draws") List<Draw> draws,
            @ForAll("alignments") Alignment alignment,
            @ForAll @IntRange(max = 100_000) int other) {
        var first = new Aligner(MODALITIES, alignment, new MemoryMomentStore(), NOW);
        var second = new Aligner(MODALITIES, alignment, new MemoryMomentStore(), NOW);
        for (Step step : steps(draws)) {
            if (step instanceof Step.Arrival arrival) {
                assertThat(second.add(arrival.embedding(), NOW.plusMillis(other)))
                        .isEqualTo(first.add(arrival.embedding(), arrival.now()));
            }
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void theStoreHoldsNothingOnceAllIsPassed(
            @ForAll("draws") List<Draw> draws, @ForAll("alignments") Alignment alignment) {
        var store = new MemoryMomentStore();
        var aligner = new Aligner(MODALITIES, alignment, store, NOW);
        steps(draws).forEach(step -> take(aligner, step));
        for (String modality : MODALITIES) {
            aligner.add(Embeddings.of("end", "end", modality, 100_000), NOW);
        }
        aligner.closeAll(NOW);

        // How far event time is, and the marker of the window just closed.
        assertThat(store.size()).isEqualTo(2);
    }

    private static PlainAligner.Outcome take(Aligner aligner, Step step) {
        if (step instanceof Step.Arrival arrival) {
            Aligned aligned = aligner.add(arrival.embedding(), arrival.now());
            Optional<CloseReason> late = aligned.late().map(Late::closedBy);
            return new PlainAligner.Outcome(aligned.moments(), late);
        }
        List<Moment> moments = step instanceof Step.Tick
                ? aligner.tick(step.now())
                : step instanceof Step.CloseAll ? aligner.closeAll(step.now()) : List.of();
        return new PlainAligner.Outcome(moments, Optional.empty());
    }

    private static List<Step> steps(List<Draw> draws) {
        List<Step> steps = new ArrayList<>();
        List<Embedding> sent = new ArrayList<>();
        Instant now = NOW;
        double progress = 0;
        for (Draw draw : draws) {
            now = now.plusMillis(draw.waitMillis());
            progress += 0.5;
            switch (draw.kind()) {
                case 19 -> steps.add(new Step.Restart(now));
                case 18 -> steps.add(new Step.CloseAll(now));
                case 14, 15, 16, 17 -> steps.add(new Step.Tick(now));
                case 12, 13 -> {
                    if (!sent.isEmpty()) {
                        steps.add(new Step.Arrival(sent.get(draw.entity() * sent.size() / ENTITIES.size()), now));
                    }
                }
                default -> {
                    Embedding embedding = embedding(draw, progress + draw.disorder() / 2.0, steps.size());
                    sent.add(embedding);
                    steps.add(new Step.Arrival(embedding, now));
                }
            }
        }
        steps.add(new Step.CloseAll(now));
        return steps;
    }

    /** The id says the time, as that of one observation does; the vector, the source and the space differ between any two. */
    private static Embedding embedding(Draw draw, double seconds, int number) {
        String modality = MODALITIES.get(draw.modality());
        Embedding plain = Embeddings.inSpace(
                draw.waitMillis() % 7 == 0 ? "other" : modality,
                draw.id() + "@" + seconds + "#" + number,
                ENTITIES.get(draw.entity()),
                modality,
                seconds,
                number,
                1f / (number + 1));
        return new Embedding(
                plain.id(),
                plain.entity(),
                modality,
                plain.at(),
                plain.vector(),
                plain.model(),
                plain.modelHash(),
                plain.space(),
                plain.truncated(),
                plain.coverage(),
                new SourceOffset("raw", 0, number),
                plain.receivedAt(),
                number % 5 == 0 ? "00-" + number : null);
    }
}
