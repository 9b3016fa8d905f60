package io.tributary.training.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers are worked out by hand. */
class ConfusionTest {
    private static final org.assertj.core.data.Offset<Double> CLOSE = within(1e-9);

    /** Of 10 normal moments 2 alarm falsely; of 6 anomalous ones 3 are missed. */
    private static Confusion alarms() {
        return filled(List.of("normal", "anomalous"), new int[][] {{8, 2}, {3, 3}});
    }

    private static Confusion filled(List<String> classes, int[][] counts) {
        var confusion = new Confusion(classes);
        for (int truth = 0; truth < counts.length; truth++) {
            for (int decided = 0; decided < counts.length; decided++) {
                for (int i = 0; i < counts[truth][decided]; i++) {
                    confusion.add(truth, decided);
                }
            }
        }
        return confusion;
    }

    @Test
    void figuresOfTwoClassesAreThoseOfTheSecond() {
        Map<String, Double> figures = new TaskFigures(alarms(), 0, Map.of()).byName();

        assertThat(figures.get("accuracy")).isCloseTo(11 / 16.0, CLOSE);
        assertThat(figures.get("precision")).isCloseTo(3 / 5.0, CLOSE);
        assertThat(figures.get("recall")).isCloseTo(3 / 6.0, CLOSE);
        assertThat(figures.get("f1")).isCloseTo(6 / 11.0, CLOSE);
        assertThat(figures.get("false_alarm_rate")).isCloseTo(2 / 10.0, CLOSE);
        assertThat(figures.get("missed_rate")).isCloseTo(3 / 6.0, CLOSE);
        assertThat(figures.get("macro_recall")).isCloseTo((0.8 + 0.5) / 2, CLOSE);
        // F1 of normal: 16 / (10 + 11).
        assertThat(figures.get("macro_f1")).isCloseTo((16 / 21.0 + 6 / 11.0) / 2, CLOSE);
        assertThat(figures.get("weighted_f1")).isCloseTo((10 * 16 / 21.0 + 6 * 6 / 11.0) / 16, CLOSE);
    }

    @Test
    void figuresOfThreeClassesHaveNoPositiveClass() {
        var confusion = filled(List.of("a", "b", "c"), new int[][] {{4, 1, 0}, {2, 2, 1}, {0, 0, 0}});

        Map<String, Double> figures = new TaskFigures(confusion, 0, Map.of()).byName();

        assertThat(figures).containsOnlyKeys("accuracy", "macro_f1", "weighted_f1", "macro_recall");
        assertThat(figures.get("accuracy")).isCloseTo(6 / 10.0, CLOSE);
        // c never occurred, but was decided once: its recall and F1 are 0 and count.
        assertThat(figures.get("macro_recall")).isCloseTo((0.8 + 0.4 + 0) / 3, CLOSE);
        assertThat(figures.get("macro_f1")).isCloseTo((8 / 11.0 + 4 / 8.0 + 0) / 3, CLOSE);
        assertThat(figures.get("weighted_f1")).isCloseTo((5 * 8 / 11.0 + 5 * 4 / 8.0) / 10, CLOSE);
    }

    @Test
    void aClassThatNeitherOccurredNorWasDecidedIsLeftOutOfMeans() {
        var confusion = filled(List.of("a", "b", "c"), new int[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 0}});

        assertThat(confusion.macroF1()).isEqualTo(1);
        assertThat(confusion.macroRecall()).isEqualTo(1);
    }

    @Test
    void withoutAnyDecisionEveryFigureIsZero() {
        assertThat(new TaskFigures(new Confusion(List.of("a", "b")), 3, Map.of())
                        .byName()
                        .values())
                .allMatch(value -> value == 0);
    }

    @Test
    void theJsonCarriesEveryFigureAndWhatHappensWithoutEachModality() {
        var json = new TaskFigures(alarms(), 4, Map.of("camera", 0.5)).toJson();

        assertThat(json.path("accuracy").asDouble()).isEqualTo(11 / 16.0);
        assertThat(json.path("labels").asLong()).isEqualTo(20);
        assertThat(json.path("undecided").asLong()).isEqualTo(4);
        assertThat(json.path("without").path("camera").asDouble()).isEqualTo(0.5);
    }

    @Test
    void theTextShowsTheConfusionMatrix() {
        assertThat(new TaskFigures(alarms(), 0, Map.of()).toText())
                .contains("accuracy", "68.8 %", "false alarm rate", "normal          8       2");
    }
}
