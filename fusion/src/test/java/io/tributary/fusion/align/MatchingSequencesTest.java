package io.tributary.fusion.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Match;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which positions a head gets of texts at 1, 4 and 9 s, the second of which is a vector alone. */
final class MatchingSequencesTest {
    private static final List<Embedding> TEXTS = List.of(text(1, 1, 2), text(4), text(9, 3, 4, 5));

    @ParameterizedTest
    @CsvSource({"LATEST, 3 4 5", "NEAREST, ''", "MEAN, ''", "MAX, ''", "ALL, 1 2 4 3 4 5"})
    void theMatchDecidesWhosePositionsCount(Match match, String positions) {
        Moment.Present present = matching(match).inEverySpace(TEXTS).get(0);

        assertThat(present.sequence()).isEqualTo(positions(positions));
    }

    @ParameterizedTest
    @CsvSource({"LATEST", "NEAREST", "MEAN", "MAX", "ALL"})
    void theOnlyTextOfAWindowKeepsItsPositions(Match match) {
        Moment.Present present =
                matching(match).inEverySpace(TEXTS.subList(0, 1)).get(0);

        assertThat(present.sequence()).isEqualTo(positions("1 2"));
    }

    @Test
    void whatIsReusedKeepsItsPositions() {
        assertThat(matching(Match.LATEST).reused(TEXTS.get(2)).sequence()).isEqualTo(positions("3 4 5"));
    }

    private static Matching matching(Match match) {
        return new Matching(
                match, Embeddings.at(5).toEpochMilli(), Embeddings.at(10).toEpochMilli());
    }

    private static List<FloatVector> positions(String numbers) {
        return numbers.isEmpty()
                ? List.of()
                : List.of(numbers.split(" ")).stream()
                        .map(number -> FloatVector.of(Float.parseFloat(number), 0))
                        .toList();
    }

    private static Embedding text(int seconds, float... positions) {
        Embedding plain = Embeddings.of("text@" + seconds, "door", "text", seconds, seconds, 0);
        List<FloatVector> sequence = new ArrayList<>();
        for (float position : positions) {
            sequence.add(FloatVector.of(position, 0));
        }
        return Embeddings.withSequence(plain, sequence);
    }
}
