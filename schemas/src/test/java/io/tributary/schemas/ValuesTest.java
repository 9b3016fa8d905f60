package io.tributary.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class ValuesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = START.plusSeconds(10);

    @Test
    void theIdOfADecisionIsTheSameForTheSameMomentAndTask() {
        assertThat(Decision.idOf("m1", START, END, "anomaly"))
                .isEqualTo("84bc56e669496ce0ed560704c25f0332")
                .isEqualTo(Decision.idOf("m1", START, END, "anomaly"));
    }

    @Test
    void theIdOfADecisionDiffersInEveryPart() {
        assertThat(Set.of(
                        Decision.idOf("m1", START, END, "anomaly"),
                        Decision.idOf("m2", START, END, "anomaly"),
                        Decision.idOf("m1", START.plusMillis(1), END, "anomaly"),
                        Decision.idOf("m1", START, END.plusMillis(1), "anomaly"),
                        Decision.idOf("m1", START, END, "sentiment"),
                        // The parts run together in none of these.
                        Decision.idOf("m1|1", START, END, "anomaly"),
                        Decision.idOf("m1", START, END, "anomaly|x")))
                .hasSize(7);
    }

    @Test
    void anObservationIsRefusedNamingTheField() {
        var text = new Payload.Text("t");
        assertThatThrownBy(() -> new Observation(" ", "m1", "message", START, text))
                .hasMessage("id is empty, expected a name");
        assertThatThrownBy(() -> new Observation("1", "", "message", START, text))
                .hasMessage("entity is empty, expected a name");
        assertThatThrownBy(() -> new Observation("1", "m1", "", START, text))
                .hasMessage("modality is empty, expected a name");
        assertThatThrownBy(() -> new Observation("1", "m1", "message", Instant.MIN, text))
                .hasMessageContaining("at is -1000000000");
    }

    @Test
    void theTimeOfAnObservationIsInMilliseconds() {
        var observation = new Observation("1", "m1", "message", START.plusNanos(1_999_999), new Payload.Text("t"));
        assertThat(observation.at()).isEqualTo(START.plusMillis(1));
    }

    @Test
    void theTimesOfARowComeFromTheRateOrTheOffsets() {
        var rate = Payload.Reading.series(List.of("a"), 3, FloatVector.of(1, 2, 3, 4));
        assertThat(rate.rows()).isEqualTo(4);
        assertThat(rate.offsetMillis(0)).isZero();
        assertThat(rate.offsetMillis(1)).isEqualTo(333);
        assertThat(rate.offsetMillis(3)).isEqualTo(1000);
        var times = new Payload.Reading(List.of("a"), 0, FloatVector.of(1, 2), List.of(0, 7), 1f);
        assertThat(times.offsetMillis(1)).isEqualTo(7);
    }

    @Test
    void aReadingWithoutANumberHasNoValues() {
        assertThat(reading(Float.NaN, Float.POSITIVE_INFINITY).hasValues()).isFalse();
        assertThat(reading(Float.NaN, 0).hasValues()).isTrue();
    }

    @Test
    void anEmbeddingThatIsNotFiniteIsRefused() {
        for (FloatVector vector : List.of(FloatVector.of(), FloatVector.of(1, Float.NaN))) {
            assertThatThrownBy(() -> new Embedding(
                            "1", "m1", "x", START, vector, "m@1", "", "s", false, 1f, source(), START, null))
                    .hasMessageContaining("expected finite float32 values");
        }
    }

    @Test
    void vectorsAndBytesAreCopiedAndComparedByValue() {
        float[] values = {1, 2};
        FloatVector vector = FloatVector.of(values);
        values[0] = 9;
        vector.toArray()[1] = 9;
        assertThat(vector).isEqualTo(FloatVector.of(1, 2)).hasSameHashCodeAs(FloatVector.of(1, 2));
        assertThat(FloatVector.littleEndian(vector.toLittleEndian())).isEqualTo(vector);
        assertThat(vector.toLittleEndian().get(3)).isEqualTo((byte) 0x3F);
        assertThatThrownBy(() -> FloatVector.littleEndian(ByteBuffer.allocate(5)))
                .hasMessageContaining("5 bytes, expected a multiple of 4");

        byte[] content = {1, 2};
        Bytes bytes = Bytes.copyOf(ByteBuffer.wrap(content));
        content[0] = 9;
        assertThat(bytes).isEqualTo(Bytes.owning(new byte[] {1, 2}));
        assertThat(bytes.asReadOnlyBuffer().isReadOnly()).isTrue();
    }

    @Test
    void aDeadLetterKeepsTheRecordAndSaysWhy() {
        var letter = new DeadLetter(
                "encoder-camera",
                new Refusal(Refusal.Cause.UNDECODABLE_IMAGE, "payload.image", "not an image, expected JPEG or PNG"),
                source(),
                new byte[] {1},
                new byte[] {2});
        var original = new RecordHeaders();
        original.add("traceparent", "trace".getBytes(StandardCharsets.UTF_8));
        original.add(DeadLetter.STAGE, "an older one".getBytes(StandardCharsets.UTF_8));

        var record = letter.toRecord(Topics.DEFAULT, original);

        assertThat(record.topic()).isEqualTo("tributary.dead-letters");
        assertThat(record.headers().lastHeader("traceparent").value())
                .asString()
                .isEqualTo("trace");
        assertThat(record.headers().headers(DeadLetter.STAGE)).hasSize(1);
        DeadLetter read = DeadLetter.read(record.headers(), record.key(), record.value());
        assertThat(read).usingRecursiveComparison().isEqualTo(letter);
    }

    @Test
    void aRecordThatIsNoDeadLetterReadsAsOneWithoutACause() {
        DeadLetter read = DeadLetter.read(new RecordHeaders(), null, null);
        assertThat(read.stage()).isEmpty();
        assertThat(read.source()).isEqualTo(new SourceOffset("", -1, -1));
    }

    @Test
    void aPrefixThatWouldMixDotsAndUnderscoresIsRefused() {
        assertThatThrownBy(() -> new Topics("my_plant")).hasMessageContaining("topics.prefix is 'my_plant'");
    }

    private static Payload.Reading reading(float... samples) {
        return Payload.Reading.series(List.of("a"), 10, FloatVector.of(samples));
    }

    private static SourceOffset source() {
        return new SourceOffset("tributary.camera", 1, 42);
    }
}
