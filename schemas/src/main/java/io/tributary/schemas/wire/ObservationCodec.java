package io.tributary.schemas.wire;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroTypeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Observations on raw and frame topics. */
public final class ObservationCodec extends AvroCodec<Observation> {
    /** The types of a payload, by their place in the schema's union. */
    private static final int TEXT = 0;

    private static final int IMAGE = 1;
    private static final int READING = 2;

    public ObservationCodec(WireFormat wire) {
        super(Schemas.OBSERVATION, wire);
    }

    /** Reads a record of a raw topic: JSON if its {@code content-type} says so, Avro otherwise. */
    public Observation decode(Headers headers, byte[] value) throws RefusedException {
        Header type = headers.lastHeader(CloudEvents.CONTENT_TYPE);
        if (type != null && new String(type.value(), StandardCharsets.UTF_8).startsWith(CloudEvents.JSON)) {
            return ObservationJson.read(value);
        }
        return decode(value);
    }

    @Override
    void write(Observation observation, Encoder out) throws IOException {
        out.writeString(observation.id());
        out.writeString(observation.entity());
        out.writeString(observation.modality());
        AvroFields.writeInstant(observation.at(), out);
        write(observation.payload(), out);
        AvroFields.writeOptionalText(observation.traceparent(), out);
    }

    private static void write(Payload payload, Encoder out) throws IOException {
        if (payload instanceof Payload.Text text) {
            out.writeIndex(TEXT);
            out.writeString(text.text());
        } else if (payload instanceof Payload.Image image) {
            out.writeIndex(IMAGE);
            out.writeBytes(image.content().asReadOnlyBuffer());
        } else {
            var reading = (Payload.Reading) payload;
            out.writeIndex(READING);
            AvroFields.writeTexts(reading.channels(), out);
            out.writeDouble(reading.rateHz());
            out.writeBytes(reading.samples().toLittleEndian());
            AvroFields.writeAll(reading.offsetsMillis(), out, out::writeInt);
            out.writeFloat(reading.coverage());
            AvroFields.writeOptionalSpan(reading.span(), out);
        }
    }

    @Override
    Observation read(Decoder in) throws IOException {
        return new Observation(
                in.readString(),
                in.readString(),
                in.readString(),
                AvroFields.readInstant(in),
                payload(in),
                AvroFields.readOptionalText(in));
    }

    private static Payload payload(Decoder in) throws IOException {
        int type = in.readIndex();
        return switch (type) {
            case TEXT -> new Payload.Text(in.readString());
            case IMAGE -> new Payload.Image(Bytes.copyOf(in.readBytes(null)));
            case READING ->
                new Payload.Reading(
                        AvroFields.readTexts(in),
                        in.readDouble(),
                        FloatVector.littleEndian(in.readBytes(null)),
                        AvroFields.readAll(in, in::readInt),
                        in.readFloat(),
                        AvroFields.readOptionalSpan(in));
            default ->
                throw new AvroTypeException(
                        "payload is of type " + type + ", expected 0 (text), 1 (image) or 2 (reading)");
        };
    }
}
