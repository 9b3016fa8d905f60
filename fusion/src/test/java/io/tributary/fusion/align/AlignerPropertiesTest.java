package io.tributary.fusion.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Bound;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.testing.alignment.PlainAligner;
import io.tributary.testing.alignment.PlainMoment;
import io.tributary.testing.alignment.PlainMoment.Slot;
import io.tributary.testing.alignment.PlainMoment.Standing;
import io.tributary.testing.alignment.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The aligner against {@link PlainAligner}, over streams with disorder, duplicates, lateness, gaps, bounds and restarts. */
final class AlignerPropertiesTest {
    @Provide
    Arbitrary<List<RandomStreams.Draw>> draws() {
        // Drawn as a whole because that is much faster; lists still shrink to the steps that matter.
        return Arbitraries.randomValue(RandomStreams::draw).list().ofMaxSize(80);
    }

    @Provide
    Arbitrary<Alignment> alignments() {
        return Arbitraries.randomValue(RandomStreams::alignment);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void itGivesWhatTheDefinitionSaysAfterEveryStep(
            @ForAll("draws") List<RandomStreams.Draw> draws,
            @ForAll("alignments") Alignment alignment,
            @ForAll("bytes") long bytes) {
        compare(RandomStreams.steps(draws), alignment, Allowance.undelayed(bytes));
    }

    /** None, a few of a stream's, or all of the embeddings stay in memory. */
    @Provide
    Arbitrary<Long> bytes() {
        return Arbitraries.of(0L, 3_000L, Long.MAX_VALUE);
    }

    /** What the definition said of a stream. */
    private record Told(List<PlainAligner.Outcome> outcomes, long forgotten) {}

    private static Told compare(List<Step> steps, Alignment alignment, Allowance allowance) {
        var plain = new PlainAligner(RandomStreams.MODALITIES, alignment);
        var store = new UnsavedChanges(new MemoryMomentStore(), true);
        var aligner = new Aligner(RandomStreams.MODALITIES, alignment, store, RandomStreams.NOW, allowance);
        List<PlainAligner.Outcome> outcomes = new ArrayList<>();
        long incomplete = 0;
        long forgotten = 0;
        for (Step step : steps) {
            PlainAligner.Outcome expected = plain.take(step);
            outcomes.add(expected);
            if (step instanceof Step.Restart) {
                incomplete += aligner.incomplete();
                forgotten += aligner.forgotten();
                aligner.prepareCommit();
                store.save();
                aligner = new Aligner(RandomStreams.MODALITIES, alignment, store, step.now(), allowance);
            } else {
                PlainAligner.Outcome actual = take(aligner, step);
                assertThat(actual).as("%s with %s, %s", step, alignment, plain).isEqualTo(expected);
            }
            if (isSavedAfter(step)) {
                store.save();
            }
            assertThat(aligner.openWindows()).as("open after %s", step).isEqualTo(plain.openWindows());
        }
        assertThat(incomplete + aligner.incomplete()).isEqualTo(plain.incomplete());
        assertThat(forgotten + aligner.forgotten()).isEqualTo(plain.forgotten());
        assertThat(aligner.openWindows()).isZero();
        return new Told(outcomes, plain.forgotten());
    }

    private static boolean isSavedAfter(Step step) {
        return step.now().toEpochMilli() % 3 == 0;
    }

    /** An aligner that may decide later than the definition does, beside it. */
    private static final class Later {
        private final Alignment alignment;
        private final Allowance allowance;
        private final PlainAligner plain;
        private final UnsavedChanges store = new UnsavedChanges(new MemoryMomentStore(), true);
        private final List<PlainMoment> expected = new ArrayList<>();
        private final List<PlainMoment> actual = new ArrayList<>();
        private Aligner aligner;

        Later(Alignment alignment, Allowance allowance) {
            this.alignment = alignment;
            this.allowance = allowance;
            this.plain = new PlainAligner(RandomStreams.MODALITIES, alignment);
            this.aligner = new Aligner(RandomStreams.MODALITIES, alignment, store, RandomStreams.NOW, allowance);
        }

        /** @return whether it was more than a restart */
        boolean take(Step step) {
            PlainAligner.Outcome outcome = plain.take(step);
            expected.addAll(outcome.moments());
            if (isSavedAfter(step) || step instanceof Step.Restart) {
                aligner.prepareCommit();
                store.save();
            }
            if (step instanceof Step.Restart) {
                aligner = new Aligner(RandomStreams.MODALITIES, alignment, store, step.now(), allowance);
                return false;
            }
            PlainAligner.Outcome taken = AlignerPropertiesTest.take(aligner, step);
            actual.addAll(taken.moments());
            assertThat(taken.late()).as("%s with %s", step, alignment).isEqualTo(outcome.late());
            return true;
        }
    }

    /** What waits to be decided together is decided in the same order as at once, before the next moments are. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void decidingTogetherChangesNothingButWhen(
            @ForAll("draws") List<RandomStreams.Draw> draws,
            @ForAll("alignments") Alignment alignment,
            @ForAll @IntRange(min = 2, max = 9) int together,
            @ForAll("bytes") long bytes) {
        var later = new Later(alignment, new Allowance(together, Integer.MAX_VALUE, bytes));
        for (Step step : RandomStreams.steps(draws)) {
            if (!later.take(step)) {
                continue;
            }
            assertThat(later.actual)
                    .as("after %s with %s", step, alignment)
                    .isEqualTo(later.expected.subList(0, later.actual.size()));
            assertThat(later.expected.size() - later.actual.size()).isLessThan(together);
            if (step instanceof Step.Tick) {
                assertThat(later.actual).hasSameSizeAs(later.expected);
            }
        }
        assertThat(later.actual).isEqualTo(later.expected);
    }

    /** What is decided a few at a time is the same for each entity in the same order, and late are the same observations. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void decidingInPortionsChangesOnlyTheOrderBetweenEntities(
            @ForAll("draws") List<RandomStreams.Draw> draws,
            @ForAll("alignments") Alignment alignment,
            @ForAll @IntRange(min = 1, max = 4) int atOnce,
            @ForAll("bytes") long bytes) {
        var later = new Later(alignment, new Allowance(1, atOnce, bytes));
        for (Step step : RandomStreams.steps(draws)) {
            if (!later.take(step)) {
                continue;
            }
            assertThat(later.aligner.openWindows()).isGreaterThanOrEqualTo(later.plain.openWindows());
        }
        while (later.aligner.openWindows() > 0) {
            later.actual.addAll(plain(later.aligner.tick(RandomStreams.NOW)));
        }
        assertThat(byEntity(later.actual)).as("with %s", alignment).isEqualTo(byEntity(later.expected));
    }

    private static Map<String, List<PlainMoment>> byEntity(List<PlainMoment> moments) {
        return moments.stream().collect(Collectors.groupingBy(PlainMoment::entity));
    }

    /** A generator that never comes to a case proves nothing of it. */
    @Test
    void theStreamsComeToEveryCase() {
        Set<CloseReason> reasons = EnumSet.noneOf(CloseReason.class);
        Set<CloseReason> lateBy = EnumSet.noneOf(CloseReason.class);
        Set<String> cases = new HashSet<>();
        var random = new Random(1);
        var all = Allowance.undelayed(Long.MAX_VALUE);
        for (int i = 0; i < 1000; i++) {
            Alignment alignment = RandomStreams.alignment(random);
            List<RandomStreams.Draw> draws = new ArrayList<>();
            for (int d = 0; d < 60; d++) {
                draws.add(RandomStreams.draw(random));
            }
            String windowing = alignment.window().getClass().getSimpleName();
            Told told = compare(RandomStreams.steps(draws), alignment, all);
            if (told.forgotten() > 0) {
                cases.add(windowing + " forgotten");
            }
            for (PlainAligner.Outcome outcome : told.outcomes()) {
                outcome.late().ifPresent(late -> {
                    lateBy.add(late.closedBy());
                    cases.add(late.missed() < late.windows() ? "late in some windows" : "late in all");
                });
                for (PlainMoment moment : outcome.moments()) {
                    reasons.add(moment.closedBy());
                    boolean ofEntity = alignment.closing().maxOpen() == 1000;
                    boolean over = moment.closedBy() == CloseReason.CAPACITY && ofEntity;
                    cases.add(over ? windowing + " over capacity" : windowing);
                    cases.add(moment.revision() > 0 ? "revised" : "first");
                    for (Slot slot : moment.slots()) {
                        cases.add(slot.standing().name());
                        cases.add(slot.standing() == Standing.PRESENT && slot.count() == 0 ? "reused" : "own");
                        cases.add(slot.sequence().size() > 1 ? "sequence" : "one");
                        cases.add(slot.observations().size() < slot.count() ? "chosen" : "all used");
                    }
                }
            }
        }
        assertThat(reasons).isEqualTo(EnumSet.complementOf(EnumSet.of(CloseReason.UNKNOWN)));
        assertThat(lateBy).isEqualTo(EnumSet.complementOf(EnumSet.of(CloseReason.UNKNOWN, CloseReason.OPEN)));
        assertThat(cases)
                .containsExactlyInAnyOrder(
                        "Tumbling",
                        "Hopping",
                        "Session",
                        "Anchored",
                        "Tumbling over capacity",
                        "Hopping over capacity",
                        "Session over capacity",
                        "Anchored over capacity",
                        "Anchored forgotten",
                        "late in some windows",
                        "late in all",
                        "revised",
                        "first",
                        "PRESENT",
                        "ABSENT",
                        "CONSTANT",
                        "reused",
                        "own",
                        "sequence",
                        "one",
                        "chosen",
                        "all used");
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whereNoClockTicksTheClockDoesNotMatter(
            @ForAll("draws") List<RandomStreams.Draw> draws,
            @ForAll("alignments") Alignment alignment,
            @ForAll @IntRange(max = 100_000) int other) {
        var first = new Aligner(RandomStreams.MODALITIES, alignment, new MemoryMomentStore(), RandomStreams.NOW);
        var second = new Aligner(RandomStreams.MODALITIES, alignment, new MemoryMomentStore(), RandomStreams.NOW);
        for (Step step : RandomStreams.steps(draws)) {
            if (step instanceof Step.Arrival arrival) {
                assertThat(second.add(arrival.embedding(), RandomStreams.NOW.plusMillis(other)))
                        .isEqualTo(first.add(arrival.embedding(), arrival.now()));
            } else if (step instanceof Step.Said said) {
                assertThat(second.bound(said.bound(), said.receivedAt(), RandomStreams.NOW))
                        .isEqualTo(first.bound(said.bound(), said.receivedAt(), said.now()));
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theStoreHoldsNothingOnceAllIsPassed(
            @ForAll("draws") List<RandomStreams.Draw> draws, @ForAll("alignments") Alignment alignment) {
        var store = new MemoryMomentStore();
        var aligner = new Aligner(RandomStreams.MODALITIES, alignment, store, RandomStreams.NOW);
        RandomStreams.steps(draws).forEach(step -> take(aligner, step));
        aligner.closeAll(RandomStreams.NOW);
        for (String modality : RandomStreams.MODALITIES) {
            var bound = new Bound(modality, Optional.empty(), RandomStreams.END);
            aligner.bound(bound, RandomStreams.NOW, RandomStreams.NOW);
        }

        assertThat(store.size()).isZero();
        aligner.prepareCommit();
        // How far event time is.
        assertThat(store.size()).isEqualTo(1);
    }

    private static PlainAligner.Outcome take(Aligner aligner, Step step) {
        if (step instanceof Step.Arrival arrival) {
            Aligned aligned = aligner.add(arrival.embedding(), arrival.now());
            return new PlainAligner.Outcome(
                    plain(aligned.moments()),
                    aligned.late()
                            .map(late -> new PlainAligner.PlainLate(
                                    late.closedBy(), late.lateness(), late.missed(), late.windows())));
        }
        List<Moment> moments = List.of();
        if (step instanceof Step.Said said) {
            moments = aligner.bound(said.bound(), said.receivedAt(), said.now());
        } else if (step instanceof Step.Tick) {
            moments = aligner.tick(step.now());
        } else if (step instanceof Step.CloseAll) {
            moments = aligner.closeAll(step.now());
        }
        return new PlainAligner.Outcome(plain(moments), Optional.empty());
    }

    private static List<PlainMoment> plain(List<Moment> moments) {
        return moments.stream()
                .map(moment -> {
                    assertThat(moment.others()).isEmpty();
                    return new PlainMoment(
                            moment.entity(),
                            moment.windowStart(),
                            moment.windowEnd(),
                            moment.closedBy(),
                            moment.triggeredAt(),
                            moment.revision(),
                            moment.last(),
                            moment.slots().stream()
                                    .map(AlignerPropertiesTest::plain)
                                    .toList());
                })
                .toList();
    }

    private static Slot plain(Moment.Slot slot) {
        if (slot instanceof Moment.Present present) {
            return new Slot(
                    present.modality(),
                    Standing.PRESENT,
                    List.of(present.vector()),
                    present.sequence(),
                    present.ageMillis(),
                    present.count(),
                    present.observations());
        }
        List<FloatVector> vector = slot instanceof Moment.Default constant
                ? constant.vector().stream().toList()
                : List.of();
        Standing standing = slot instanceof Moment.Default ? Standing.CONSTANT : Standing.ABSENT;
        return new Slot(slot.modality(), standing, vector, List.of(), 0, 0, List.of());
    }
}
