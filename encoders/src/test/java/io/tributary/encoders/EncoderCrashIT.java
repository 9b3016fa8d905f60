package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.RefusedException;
import io.tributary.testing.JavaProcess;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
final class EncoderCrashIT {
    private static final int OBSERVATIONS = 6000;
    private static final int CRASHES = 3;

    /** As many as the build says: few, or twenty with its profile {@code faults}. */
    private static final int ROUNDS = Integer.getInteger("tributary.test.rounds", 3);

    private static final int OBSERVATIONS_A_ROUND = 3000;

    @Test
    void anEncoderKilledAgainAndAgainEmbedsEveryObservationExactlyOnce(KafkaFixture kafka) throws RefusedException {
        // Given
        var load = new EncoderLoad(kafka);
        load.send(OBSERVATIONS);

        // When
        for (int crash = 1; crash <= CRASHES; crash++) {
            try (JavaProcess encoder = load.start(0)) {
                // Records of a transaction that is still open count, so the kill comes in the middle of one.
                load.awaitWritten(crash * OBSERVATIONS / (CRASHES + 2L), List.of(encoder));
                encoder.killWithSigkill();
            }
        }

        // Then
        try (JavaProcess encoder = load.start(0)) {
            load.assertEmbeddedExactlyOnce();
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    /**
     * In each round one of two instances goes, by SIGKILL or by SIGTERM, in the middle of its work; every other time it is
     * back at once and takes its partitions again, and every other time only after the other one has taken them over.
     */
    @Test
    void instancesThatComeAndGoUnderLoadEmbedEveryObservationExactlyOnce(KafkaFixture kafka) throws RefusedException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var load = new EncoderLoad(kafka);
        List<JavaProcess> encoders = new ArrayList<>(List.of(load.start(0), load.start(1)));
        try {
            for (int round = 0; round < ROUNDS; round++) {
                long before = load.written();
                load.send(OBSERVATIONS_A_ROUND);
                load.awaitWritten(before + random.nextInt(OBSERVATIONS_A_ROUND / 2), encoders);

                int leaving = random.nextInt(2);
                if (random.nextBoolean()) {
                    encoders.get(leaving).killWithSigkill();
                } else {
                    encoders.get(leaving).terminate();
                }
                if (round % 2 == 1) {
                    // More than is left of what the one that remains had: it has to take the other's partitions over.
                    load.awaitWritten(
                            before + OBSERVATIONS_A_ROUND - OBSERVATIONS_A_ROUND / 100,
                            List.of(encoders.get(1 - leaving)));
                }
                encoders.set(leaving, load.start(leaving));
            }
            load.assertEmbeddedExactlyOnce();
            assertThat(encoders).allMatch(JavaProcess::isAlive);
        } finally {
            encoders.forEach(JavaProcess::close);
        }
    }
}
