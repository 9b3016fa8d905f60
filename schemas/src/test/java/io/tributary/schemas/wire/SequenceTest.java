package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.RefusedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** The sequence of an embedding beside those who know of none. */
final class SequenceTest {
    private static final Schema RELEASED = Schemas.load("released/0.1.0/embedding.avsc");

    private final EmbeddingCodec codec = new EmbeddingCodec(WireFormat.singleObject());

    @Test
    void anEmbeddingCarriesItsSequence() throws Exception {
        Embedding read = codec.decode(codec.encode("t", Values.embedding()));

        assertThat(read.sequence())
                .containsExactly(FloatVector.of(0.5f, -3f, 1f), FloatVector.of(0f, 1f, Float.MAX_VALUE));
        assertThat(read.positions()).isEqualTo(read.sequence());
    }

    @Test
    void positionsAreLittleEndianFloatsOneAfterTheOther() throws IOException {
        ByteBuffer bytes = (ByteBuffer) generic().get("sequence");

        assertThat(FloatVector.littleEndian(bytes)).isEqualTo(FloatVector.of(0.5f, -3f, 1f, 0f, 1f, Float.MAX_VALUE));
    }

    @Test
    void whatTheReleasedSchemaWroteHasNoSequenceAndItsVectorAsTheOnlyPosition() throws Exception {
        Embedding read = codec.decode(AvroAlone.write(AvroAlone.of(RELEASED, generic())));

        assertThat(read.sequence()).isEmpty();
        assertThat(read.positions()).containsExactly(Values.embedding().vector());
        assertThat(read.id()).isEqualTo(Values.embedding().id());
    }

    @Test
    void whatIsWrittenNowIsReadByTheReleasedSchemaWithoutTheSequence() throws IOException {
        GenericRecord read = AvroAlone.read(codec.encode("t", Values.embedding()), Schemas.EMBEDDING, RELEASED);

        assertThat(read.get("id")).hasToString(Values.embedding().id());
        assertThat(FloatVector.littleEndian((ByteBuffer) read.get("vector")))
                .isEqualTo(Values.embedding().vector());
        assertThat(read.getSchema().getField("sequence")).isNull();
    }

    @Test
    void aSequenceOfHalfAPositionIsRefused() throws IOException {
        GenericRecord record = generic();
        record.put("sequence", ByteBuffer.allocate(16));
        byte[] written = AvroAlone.write(record);

        assertThatThrownBy(() -> codec.decode(written))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("sequence has 16 bytes, expected a multiple of 12 for dimension 3");
    }

    @Test
    void aPositionThatTheVectorCannotStandForIsRefused() {
        for (FloatVector position : List.of(FloatVector.of(1, 2), FloatVector.of(1, 2, Float.NaN))) {
            assertThatThrownBy(() -> withSequence(position))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected 3 finite float32 values");
        }
    }

    private static Embedding withSequence(FloatVector... positions) {
        Embedding embedding = Values.embedding();
        return new Embedding(
                embedding.id(),
                embedding.entity(),
                embedding.modality(),
                embedding.at(),
                embedding.vector(),
                embedding.model(),
                embedding.modelHash(),
                embedding.space(),
                embedding.truncated(),
                embedding.coverage(),
                embedding.source(),
                embedding.receivedAt(),
                embedding.traceparent(),
                embedding.span(),
                Arrays.asList(positions));
    }

    private GenericRecord generic() throws IOException {
        return AvroAlone.read(codec.encode("t", Values.embedding()), Schemas.EMBEDDING);
    }
}
