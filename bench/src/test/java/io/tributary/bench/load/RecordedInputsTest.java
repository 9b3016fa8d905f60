package io.tributary.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.recording.Recording;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class RecordedInputsTest {
    private static final Path ROOT = Path.of(System.getProperty("tributary.root", ".."));

    private final Pipeline pipeline = PipelineFile.read(ROOT.resolve("pipelines/plant.yaml"));

    @Test
    void readingsAreCutIntoFrames() throws IOException, InterruptedException {
        RecordedInputs inputs = read("telemetry", 50);

        assertThat(inputs.variety()).isEqualTo(50);
        assertThat(((Payload.Reading) inputs.payload(0)).rows()).isEqualTo(30);
    }

    @Test
    void aRecordingBeginsAnewWhenItIsOver() throws IOException, InterruptedException {
        RecordedInputs inputs = read("message", 10);

        assertThat(inputs.payload(13)).isEqualTo(inputs.payload(3));
    }

    private RecordedInputs read(String name, int most) throws IOException, InterruptedException {
        Modality modality = pipeline.modality(name).orElseThrow();
        try (Recording recording = Recording.open(ROOT.resolve("recordings/plant"))) {
            return RecordedInputs.of(recording, modality, most).orElseThrow();
        }
    }
}
