package io.tributary.encoders;

import static io.tributary.encoders.TestObservations.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class ObservationReaderTest {
    private static final WireFormat WIRE = WireFormat.singleObject();
    private static final Modality TEXT = TestBundles.modality("text", Kind.TEXT, TestBundles.bundled("text"));

    private final Observation observation = TestObservations.text("1", "café", "good");

    @Test
    void anObservationUnderItsEntitysKeyIsRead() throws RefusedException {
        assertThat(read(TEXT, "café", avro(observation), NOON.toEpochMilli())).isEqualTo(observation);
    }

    @Test
    void jsonIsReadWhereTheHeaderSaysSo() throws RefusedException {
        byte[] json =
                """
                {"id": "1", "entity": "e", "modality": "text", "at": "2026-01-15T12:00:00Z", "text": "good"}
                """
                        .getBytes(StandardCharsets.UTF_8);
        var headers = new RecordHeaders();
        headers.add(CloudEvents.CONTENT_TYPE, CloudEvents.JSON.getBytes(StandardCharsets.UTF_8));

        assertThat(new ObservationReader(TEXT, WIRE)
                        .read("e".getBytes(StandardCharsets.UTF_8), json, headers, NOON.toEpochMilli())
                        .payload())
                .isEqualTo(new Payload.Text("good"));
    }

    @Test
    void aNullValueIsRefused() {
        assertRefused(TEXT, "e", null, Refusal.Cause.UNREADABLE);
    }

    @Test
    void anotherModalityOrKindIsRefused() {
        assertRefused(
                TestBundles.modality("review", Kind.TEXT, TestBundles.bundled("text")),
                "café",
                avro(observation),
                Refusal.Cause.WRONG_MODALITY);
        assertRefused(
                TestBundles.modality("text", Kind.IMAGE, TestBundles.bundled("text")),
                "café",
                avro(observation),
                Refusal.Cause.WRONG_MODALITY);
    }

    @Test
    void aKeyThatIsNotTheEntityIsRefused() {
        assertRefused(TEXT, "cafe", avro(observation), Refusal.Cause.INVALID_FIELD);
        assertRefused(TEXT, null, avro(observation), Refusal.Cause.INVALID_FIELD);
    }

    @Test
    void timeMayBeAheadOfTheBrokerByTheAllowedSkewOnly() throws RefusedException {
        long appended = NOON.minus(Duration.ofMinutes(1)).toEpochMilli();

        assertThat(read(TEXT, "café", avro(observation), appended)).isEqualTo(observation);
        assertThatThrownBy(() -> read(TEXT, "café", avro(observation), appended - 1))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().cause()).isEqualTo(Refusal.Cause.TIME_IN_FUTURE))
                .hasMessageContaining("2026-01-15T12:00:00Z");
    }

    @Test
    void theLastRowOfASeriesCountsAsItsTime() {
        var reading = new Payload.Reading(List.of("a"), 0, FloatVector.of(1, 2), List.of(0, 60_001), 1);
        var series = new Observation("1", "e", "sensor", NOON, reading);

        assertRefused(
                TestBundles.modality("sensor", Kind.SENSOR, TestBundles.fragile()),
                "e",
                avro(series),
                Refusal.Cause.TIME_IN_FUTURE);
    }

    private static byte[] avro(Observation observation) {
        return new ObservationCodec(WIRE).encode("any", observation);
    }

    private static Observation read(Modality modality, String key, byte[] value, long timestamp)
            throws RefusedException {
        return new ObservationReader(modality, WIRE)
                .read(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders(), timestamp);
    }

    private static void assertRefused(Modality modality, String key, byte[] value, Refusal.Cause cause) {
        assertThatThrownBy(() -> read(modality, key, value, NOON.toEpochMilli()))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().cause()).isEqualTo(cause));
    }
}
