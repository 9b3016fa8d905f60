package io.tributary.encoders.sensor;

import static io.tributary.encoders.TestObservations.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.encoders.TestBundles;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.encoders.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SensorManifestTest {
    @TempDir
    private Path folder;

    @Test
    void aMeanAndASpreadOfEachChannelStandardiseItsValues() throws Exception {
        Preprocessing.Sensor sensor = sensor("{ channels: [a, b], length: 2, mean: [10, -1], std: [2, 0.5] }");

        float[] points = new SensorPreparation(sensor)
                .prepare(reading("1", List.of("b", "a"), 0, 10, 1, 14))
                .values();

        assertThat(points).containsExactly(0, 2, 2, 4);
    }

    @Test
    void aModelMayTakeAnyChannels() throws Exception {
        Preprocessing.Sensor sensor = sensor("{ channels: any, length: 2 }");
        var preparation = new SensorPreparation(sensor);

        SensorPreparation.Points points =
                preparation.prepare(reading("1", List.of("b", "c", "a"), 2, Float.NaN, 1, 4, Float.NaN, 3));

        assertThat(sensor.takesAnyChannels()).isTrue();
        assertThat(points.values()).containsExactly(1, 2, Float.NaN, 3, 4, Float.NaN);
        assertThat(preparation.width(points)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            { channels: some, length: 2 }                              | sensor.channels is [], expected one or more different names, or any
            { channels: any, length: 2, mean: [1], std: [1] }          | sensor.mean is given, expected none
            { channels: [a, b], length: 2, mean: [1, 2] }              | sensor.std is '', expected a list of 2 numbers
            { channels: [a, b], length: 2, mean: [1], std: [1, 1] }    | sensor.mean is '[1]', expected a list of 2 numbers
            { channels: [a, b], length: 2, mean: [1, 2], std: [1, 0] } | sensor.std is [1.0, 0.0], expected numbers above 0
            """)
    void whatCannotBeIsRefusedByItsKey(String section, String complaint) {
        assertThatThrownBy(() -> sensor(section))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining(complaint);
    }

    private Preprocessing.Sensor sensor(String section) throws IOException {
        TestBundles.copy(TestBundles.fragile(), folder);
        Path manifest = folder.resolve("bundle.yaml");
        Files.writeString(manifest, Files.readString(manifest).replaceAll("(?m)^sensor:.*$", "sensor: " + section));
        return (Preprocessing.Sensor) Bundle.read(folder).preprocessing();
    }
}
