package io.tributary.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void aFlagWinsOverTheEnvironmentWhichWinsOverTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("tributary.yaml"),
                "topics: {prefix: from-file, partitions: 7}\nkafka:\n  bootstrap.servers: file:1\n  client.id: me\n");

        Settings settings = Settings.load(
                Optional.of(file),
                Map.of("TRIBUTARY_TOPICS_PREFIX", "from-env", "TRIBUTARY_KAFKA_BOOTSTRAP_SERVERS", "env:1"),
                Map.of("kafka.bootstrap.servers", "flag:1"));

        assertThat(settings.get("topics.partitions")).isEqualTo("7");
        assertThat(settings.get("topics.prefix")).isEqualTo("from-env");
        assertThat(settings.connection().kafka())
                .containsEntry("bootstrap.servers", "flag:1")
                .containsEntry("client.id", "me");
    }

    @Test
    void aKeyThatDoesNotExistIsNamedWithThoseThatDo() {
        assertThatThrownBy(() -> Settings.load(Optional.empty(), Map.of(), Map.of("topic.prefix", "x")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("--set sets topic.prefix")
                .hasMessageContaining("topics.prefix");
    }

    @Test
    void aChoiceThatDoesNotExistIsNamedWithThoseThatDo() {
        Settings settings = Settings.load(Optional.empty(), Map.of(), Map.of("state.store", "tape"));

        assertThatThrownBy(() -> settings.connectionTo("broker:9092"))
                .isInstanceOf(UserException.class)
                .hasMessage("state.store is 'tape', expected disk or memory");
    }

    @Test
    void aPortThatIsNoNumberIsNamedWithItsRange() {
        Settings settings = Settings.load(Optional.empty(), Map.of(), Map.of("page.port", "eighty"));

        assertThatThrownBy(() -> settings.port("page.port"))
                .hasMessage("page.port is 'eighty', expected a number from 0 to 65535");
    }

    @Test
    void secretsAreMaskedWhenPrinted() {
        Settings settings = Settings.load(
                Optional.empty(),
                Map.of(),
                Map.of("kafka.sasl.jaas.config", "user=a password=b", "postgres.password", "canary"));

        assertThat(settings.describe())
                .doesNotContain("canary", "user=a")
                .contains("postgres.password: ********", "topics.prefix: tributary");
    }
}
