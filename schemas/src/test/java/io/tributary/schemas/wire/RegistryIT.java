package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Confluent's wire format against a registry that was written by others. Needs Docker, as the other container tests do. */
@Tag("docker")
@EnabledIfSystemProperty(
        named = "tributary.test.broker",
        matches = "container",
        disabledReason = "needs Docker: run with -Pcontainer")
final class RegistryIT {
    private static final int PORT = 8080;
    private static final GenericContainer<?> SERVER = new GenericContainer<>("apicurio/apicurio-registry:3.0.9")
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").forPort(PORT))
            .withStartupTimeout(Duration.ofMinutes(3));

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void stop() {
        SERVER.stop();
    }

    @Test
    void whatOneProcessWritesAnotherReadsByTheRegistrysId() throws Exception {
        byte[] embedding = new EmbeddingCodec(wire()).encode("tributary.embeddings", Values.embedding());
        byte[] decision = new DecisionCodec(wire()).encode("tributary.decisions", Values.decision());

        assertThat(embedding[0]).isZero();
        assertThat(new EmbeddingCodec(wire()).decode(embedding)).isEqualTo(Values.embedding());
        assertThat(new DecisionCodec(wire()).decode(decision)).isEqualTo(Values.decision());
        var observations = new ObservationCodec(wire());
        for (var observation : Values.observations()) {
            byte[] value = observations.encode("tributary." + observation.modality(), observation);
            assertThat(new ObservationCodec(wire()).decode(value)).isEqualTo(observation);
        }
    }

    @Test
    void aSchemaThatIsRegisteredAgainKeepsItsId() {
        byte[] first = new EmbeddingCodec(wire()).encode("tributary.late", Values.embedding());
        byte[] second = new EmbeddingCodec(wire()).encode("tributary.late", Values.embedding());
        assertThat(second).isEqualTo(first);
    }

    @Test
    void anIdThatWasNeverGivenIsRefused() {
        for (int id : new int[] {999_999, Integer.MAX_VALUE, -1, 0}) {
            byte[] value = ByteBuffer.allocate(9).put((byte) 0).putInt(id).array();
            assertThatThrownBy(() -> new EmbeddingCodec(wire()).decode(value))
                    .isInstanceOfSatisfying(RefusedException.class, refused -> {
                        assertThat(refused.refusal().cause()).isEqualTo(Refusal.Cause.WRONG_SCHEMA);
                        assertThat(refused.refusal().detail()).contains("schema " + id);
                    });
        }
    }

    /** A client that has asked nothing yet. */
    private static WireFormat wire() {
        return WireFormat.confluent(
                URI.create("http://" + SERVER.getHost() + ":" + SERVER.getMappedPort(PORT) + "/apis/ccompat/v7"));
    }
}
