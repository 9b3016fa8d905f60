package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** The sequence of an embedding beside those who know of none. */
final class SequenceTest {
    private static final Schema RELEASED = Schemas.load("released/0.1.0/embedding.avsc");
    private static final int HEADER = 10;

    private final EmbeddingCodec codec = new EmbeddingCodec(WireFormat.singleObject());

    @Test
    void anEmbeddingCarriesItsSequence() throws Exception {
        Embedding read = codec.decode(codec.encode("t", Values.embedding()));

        assertThat(read.sequence())
                .containsExactly(FloatVector.of(0.5f, -3f, 1f), FloatVector.of(0f, 1f, Float.MAX_VALUE));
        assertThat(read.positions()).isEqualTo(read.sequence());
    }

    @Test
    void positionsAreLittleEndianFloatsOneAfterTheOther() {
        ByteBuffer bytes = (ByteBuffer) codec.toAvro(Values.embedding()).get("sequence");

        assertThat(FloatVector.littleEndian(bytes)).isEqualTo(FloatVector.of(0.5f, -3f, 1f, 0f, 1f, Float.MAX_VALUE));
    }

    @Test
    void whatTheReleasedSchemaWroteHasNoSequenceAndItsVectorAsTheOnlyPosition() throws Exception {
        GenericRecord record = codec.toAvro(Values.embedding());
        var body = new ByteArrayOutputStream();
        body.writeBytes(WireFormat.singleObject().header("t", RELEASED, Schemas.fingerprint(RELEASED)));
        var encoder = EncoderFactory.get().binaryEncoder(body, null);
        new GenericDatumWriter<GenericRecord>(RELEASED).write(of(RELEASED, record), encoder);
        encoder.flush();

        Embedding read = codec.decode(body.toByteArray());

        assertThat(read.sequence()).isEmpty();
        assertThat(read.positions()).containsExactly(Values.embedding().vector());
        assertThat(read.id()).isEqualTo(Values.embedding().id());
    }

    @Test
    void whatIsWrittenNowIsReadByTheReleasedSchemaWithoutTheSequence() throws IOException {
        byte[] written = codec.encode("t", Values.embedding());

        GenericRecord read = new GenericDatumReader<GenericRecord>(Schemas.EMBEDDING, RELEASED)
                .read(null, DecoderFactory.get().binaryDecoder(written, HEADER, written.length - HEADER, null));

        assertThat(read.get("id")).hasToString(Values.embedding().id());
        assertThat(FloatVector.littleEndian((ByteBuffer) read.get("vector")))
                .isEqualTo(Values.embedding().vector());
        assertThat(read.getSchema().getField("sequence")).isNull();
    }

    @Test
    void aSequenceOfHalfAPositionIsRefused() {
        GenericRecord record = codec.toAvro(Values.embedding());
        record.put("sequence", ByteBuffer.allocate(16));

        assertThatThrownBy(() -> codec.fromAvro(record))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sequence has 16 bytes, expected a multiple of 12 for dimension 3");
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

    private static GenericRecord of(Schema schema, GenericRecord record) {
        GenericRecord same = AvroCodec.record(schema);
        schema.getFields().forEach(field -> same.put(field.name(), record.get(field.name())));
        return same;
    }
}
