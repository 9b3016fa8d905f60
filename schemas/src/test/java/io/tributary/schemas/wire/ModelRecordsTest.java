package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.ModelReference;
import io.tributary.schemas.ModelStatus;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.ModelChoice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ModelRecordsTest {
    private static final ModelReference REFERENCE = new ModelReference(
            "camera",
            "/models/thermal",
            new ModelChoice("fp16", Optional.of("query"), Optional.of("thermal-9"), true, 49),
            "thermal@2",
            "0123456789abcdef".repeat(4),
            "thermal-9",
            Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void aReferenceIsReadAsItWasWritten() throws RefusedException {
        var record = ModelRecords.record(Topics.DEFAULT, REFERENCE);

        assertThat(record.topic()).isEqualTo("tributary.models");
        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("camera");
        assertThat(ModelRecords.isStatus(record.key())).isFalse();
        assertThat(ModelRecords.reference(record.value())).isEqualTo(REFERENCE);
    }

    @Test
    void aStatusIsReadAsItWasWritten() throws RefusedException {
        var status = new ModelStatus(
                "camera", "0", ModelStatus.State.REFUSED, REFERENCE, "thermal@3", "it answers NaN", 7, Instant.EPOCH);

        var record = ModelRecords.record(Topics.DEFAULT, status);

        assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("camera/0");
        assertThat(ModelRecords.isStatus(record.key())).isTrue();
        assertThat(ModelRecords.status(record.value())).isEqualTo(status);
    }

    @Test
    void aWithdrawalHasTheReferencesKeyAndNoValue() {
        var record = ModelRecords.withdrawal(Topics.DEFAULT, "camera");

        assertThat(record.key()).isEqualTo(ModelRecords.key("camera"));
        assertThat(record.value()).isNull();
    }

    @Test
    void whatIsNoReferenceIsRefusedWithWords() {
        assertRefused("no JSON", "not JSON");
        assertRefused("{}", "modality is , expected a text");
        String json = new String(ModelRecords.record(Topics.DEFAULT, REFERENCE).value(), StandardCharsets.UTF_8);
        assertRefused(json.replace("0123456789abcdef", "xyz"), "64 lower-case hexadecimal digits");
        assertRefused(json.replace("2026-01-01", "yesterday"), "yesterday");
    }

    private static void assertRefused(String value, String reason) {
        assertThatThrownBy(() -> ModelRecords.reference(value.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(reason);
    }
}
