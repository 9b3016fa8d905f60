package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, decoding gives a value or refuses them; nothing else comes out, and memory stays bounded. */
final class DamagedBytesTest {
    private static final int ROUNDS = 4_000;

    private final ObservationCodec observations = new ObservationCodec(WireFormat.singleObject());
    private final EmbeddingCodec embeddings = new EmbeddingCodec(WireFormat.singleObject());
    private final DecisionCodec decisions = new DecisionCodec(WireFormat.singleObject());
    private final Random random = new Random(41);

    @Test
    void everyTruncationIsRefused() {
        for (byte[] value : values()) {
            for (int length = 0; length < value.length; length++) {
                assertThat(refused(Arrays.copyOf(value, length)))
                        .as("%d of %d bytes", length, value.length)
                        .isTrue();
            }
        }
    }

    @Test
    void flippedBytesGiveAValueOrARefusal() {
        List<byte[]> values = values();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] value = values.get(round % values.size()).clone();
            int flips = 1 + random.nextInt(4);
            for (int flip = 0; flip < flips; flip++) {
                value[10 + random.nextInt(value.length - 10)] = (byte) random.nextInt(256);
            }
            refused(value);
        }
    }

    @Test
    void randomBytesBehindAValidHeaderGiveAValueOrARefusal() {
        List<byte[]> values = values();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] value = Arrays.copyOf(values.get(round % values.size()), 10 + random.nextInt(200));
            byte[] body = new byte[value.length - 10];
            random.nextBytes(body);
            System.arraycopy(body, 0, value, 10, body.length);
            refused(value);
        }
    }

    @Test
    void aRecordThatClaimsToBeHugeIsRefused() {
        for (byte[] value : values()) {
            for (int at = 10; at < Math.min(value.length, 80); at++) {
                // The largest positive length that Avro can write, in place of what stood there.
                byte[] huge = Arrays.copyOf(value, at + 10);
                Arrays.fill(huge, at, at + 9, (byte) 0xFE);
                huge[at + 9] = 0x01;
                refused(huge);
            }
        }
    }

    @Test
    void damagedJsonGivesAValueOrARefusal() {
        for (int round = 0; round < ROUNDS; round++) {
            Observation observation =
                    Values.observations().get(round % Values.observations().size());
            byte[] json = ObservationJson.write(observation).toString().getBytes(StandardCharsets.UTF_8);
            json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            try {
                assertThat(ObservationJson.read(json)).isNotNull();
            } catch (RefusedException e) {
                assertThat(e.refusal().detail()).isNotBlank();
            }
        }
    }

    private List<byte[]> values() {
        List<byte[]> values = new ArrayList<>();
        Values.observations().forEach(observation -> values.add(observations.encode("t", observation)));
        values.add(embeddings.encode("t", Values.embedding()));
        values.add(decisions.encode("t", Values.decision()));
        return values;
    }

    /** Whether every codec refused the value; any exception but a refusal fails the test by coming out. */
    private boolean refused(byte[] value) {
        boolean refused = true;
        for (AvroCodec<?> codec : List.of(observations, embeddings, decisions)) {
            try {
                assertThat(codec.decode(value)).isNotNull();
                refused = false;
            } catch (RefusedException e) {
                assertThat(e.refusal().detail()).isNotBlank();
            }
        }
        return refused;
    }
}
