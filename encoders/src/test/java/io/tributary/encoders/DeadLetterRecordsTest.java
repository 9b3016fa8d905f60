package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Topics;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class DeadLetterRecordsTest {
    private static final Refusal REFUSAL = new Refusal(Refusal.Cause.UNREADABLE, "value", "no Avro");
    private static final SourceOffset SOURCE = new SourceOffset("tributary.text", 1, 42);
    private final DeadLetterRecords records = new DeadLetterRecords("encoder-text", Topics.DEFAULT);

    @Test
    void aLetterHasTheWholeRecordAndItsCause() {
        var headers = new RecordHeaders();
        headers.add("mine", new byte[] {7});

        var record = records.of(REFUSAL, SOURCE, new byte[] {1}, new byte[] {2}, headers);

        assertThat(record.topic()).isEqualTo("tributary.dead-letters");
        assertThat(record.value()).containsExactly(2);
        assertThat(record.headers().lastHeader("mine").value()).containsExactly(7);
        var letter = DeadLetter.read(record.headers(), record.key(), record.value());
        assertThat(letter.refusal()).isEqualTo(REFUSAL);
        assertThat(letter.source()).isEqualTo(SOURCE);
    }

    @Test
    void aValueThatWouldNotFitWithItsCauseStaysOnItsTopic() {
        byte[] large = new byte[DeadLetterRecords.MAX_VALUE_BYTES + 1];

        var record = records.of(REFUSAL, SOURCE, null, large, new RecordHeaders());

        assertThat(record.value()).isNull();
        assertThat(DeadLetter.read(record.headers(), null, null).refusal().detail())
                .contains("too large for a dead letter", SOURCE.toString());
    }
}
