package io.tributary.fusion.align;

import static io.tributary.fusion.Embeddings.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.schemas.Bound;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows of 10 s with a grace of 5 s, which never close by being complete. */
final class BoundsTest {
    private static final List<String> MODALITIES = List.of("message", "camera");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final MemoryMomentStore store = new MemoryMomentStore();
    /** A new one goes on where it was. */
    private @Nullable Aligner last;

    private Aligner aligner = open();

    private Aligner open() {
        var closing = new Closing(
                Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(10), List.of(), Duration.ZERO, 9, 99);
        var window = new Windowing.Tumbling(Duration.ofSeconds(10));
        if (last != null) {
            last.prepareCommit();
        }
        last = new Aligner(MODALITIES, new Alignment(window, closing, Map.of(), Map.of(), false), store, NOW);
        return last;
    }

    private Aligned add(String entity, String modality, double seconds) {
        return aligner.add(Embeddings.of(modality + "@" + seconds, entity, modality, seconds), NOW);
    }

    private List<Moment> bound(String modality, String entity, double seconds) {
        return aligner.bound(new Bound(modality, Optional.of(entity), at(seconds)), NOW, NOW);
    }

    private List<Moment> bound(String modality, double seconds) {
        return aligner.bound(new Bound(modality, Optional.empty(), at(seconds)), NOW, NOW);
    }

    @Test
    void aMomentThatNothingCanComeForAnyMoreIsDecidedWithoutTheGrace() {
        add("door", "message", 1);
        add("gate", "message", 2);

        assertThat(bound("message", "door", 10)).isEmpty();
        List<Moment> moments = bound("camera", "door", 10);

        assertThat(moments).extracting(Moment::entity).containsExactly("door");
        assertThat(moments.get(0).closedBy()).isEqualTo(CloseReason.BOUND);
        assertThat(aligner.openWindows()).isEqualTo(1);
    }

    @Test
    void aBoundBeforeTheWindowsEndClosesNothing() {
        add("door", "message", 1);
        bound("message", "door", 9.999);

        assertThat(bound("camera", "door", 9.999)).isEmpty();
    }

    @Test
    void aBoundOfThePartitionClosesTheWindowsOfAllInOrder() {
        add("gate", "message", 2);
        add("door", "message", 1);
        add("door", "message", 11);
        bound("message", 20);

        List<Moment> moments = bound("camera", 10);

        assertThat(moments).extracting(Moment::entity).containsExactly("door", "gate");
        assertThat(moments).extracting(Moment::closedBy).containsOnly(CloseReason.BOUND);
    }

    @Test
    void whatHasNoBoundIsWaitedForAsEver() {
        add("door", "message", 1);
        bound("message", "door", 10);

        assertThat(add("other", "camera", 14.9).moments()).isEmpty();
        List<Moment> moments = add("other", "camera", 15).moments();

        assertThat(moments).extracting(Moment::entity).containsExactly("door");
        assertThat(moments.get(0).closedBy()).isEqualTo(CloseReason.BOUND);
    }

    @Test
    void anObservationOlderThanWhatWasSaidIsLateAndSaysWhy() {
        add("door", "message", 1);
        bound("message", "door", 10);
        bound("camera", "door", 10);

        Aligned aligned = add("door", "camera", 3);

        assertThat(aligned.moments()).isEmpty();
        assertThat(aligned.late()).map(Late::closedBy).contains(CloseReason.BOUND);
        assertThat(add("gate", "camera", 3).late()).isEmpty();
    }

    @Test
    void boundsSurviveARestart() {
        add("door", "message", 1);
        bound("message", "door", 10);
        aligner = open();

        assertThat(bound("camera", "door", 10)).extracting(Moment::entity).containsExactly("door");
        aligner = open();
        assertThat(add("door", "message", 4).late()).isPresent();
    }

    @Test
    void aSilentModalityIsNotWaitedFor() {
        add("door", "message", 1);
        add("door", "camera", 1);
        bound("message", "door", 10);
        aligner.add(Embeddings.of("later", "gate", "message", 1), NOW.plusSeconds(9));

        List<Moment> moments = aligner.tick(NOW.plusSeconds(10));

        assertThat(moments).extracting(Moment::entity).containsExactly("door");
    }

    @Test
    void whatWasSaidIsForgottenOnceThePartitionHasPassedIt() {
        add("door", "message", 1);
        bound("message", "door", 10);
        bound("camera", "door", 10);

        add("other", "message", 1000);
        add("other", "camera", 1000);
        aligner.closeAll(NOW);
        add("other", "message", 2000);
        add("other", "camera", 2000);
        aligner.closeAll(NOW);
        bound("message", 3000);
        bound("camera", 3000);

        assertThat(store.size()).isZero();
    }

    @Test
    void aBoundOfAnUnknownModalityIsRefused() {
        assertThatThrownBy(() -> bound("smell", 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smell")
                .hasMessageContaining("message");
    }
}
