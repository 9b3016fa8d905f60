package io.tributary.schemas.wire;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Observations on raw and frame topics. */
public final class ObservationCodec extends AvroCodec<Observation> {
    private static final Schema PAYLOAD =
            Schemas.OBSERVATION.getField("payload").schema();
    private static final Schema TEXT = PAYLOAD.getTypes().get(0);
    private static final Schema IMAGE = PAYLOAD.getTypes().get(1);
    private static final Schema READING = PAYLOAD.getTypes().get(2);
    private static final Schema SPAN =
            READING.getField("span").schema().getTypes().get(1);

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
    GenericRecord toAvro(Observation observation) {
        GenericRecord record = record(Schemas.OBSERVATION);
        record.put("id", observation.id());
        record.put("entity", observation.entity());
        record.put("modality", observation.modality());
        record.put("at", observation.at().toEpochMilli());
        record.put("payload", payload(observation.payload()));
        record.put("traceparent", observation.traceparent());
        return record;
    }

    private static GenericRecord payload(Payload payload) {
        if (payload instanceof Payload.Text text) {
            GenericRecord record = record(TEXT);
            record.put("text", text.text());
            return record;
        }
        if (payload instanceof Payload.Image image) {
            GenericRecord record = record(IMAGE);
            record.put("content", image.content().asReadOnlyBuffer());
            return record;
        }
        var reading = (Payload.Reading) payload;
        GenericRecord record = record(READING);
        record.put("channels", reading.channels());
        record.put("rate_hz", reading.rateHz());
        record.put("samples", reading.samples().toLittleEndian());
        record.put("offsets_ms", reading.offsetsMillis());
        record.put("coverage", reading.coverage());
        record.put("span", spanRecord(SPAN, reading.span()));
        return record;
    }

    @Override
    Observation fromAvro(GenericRecord record) {
        Object trace = record.get("traceparent");
        return new Observation(
                text(record, "id"),
                text(record, "entity"),
                text(record, "modality"),
                instant(record, "at"),
                payload((GenericRecord) record.get("payload")),
                trace == null ? null : trace.toString());
    }

    private static Payload payload(GenericRecord record) {
        return switch (record.getSchema().getName()) {
            case "Text" -> new Payload.Text(text(record, "text"));
            case "Image" -> new Payload.Image(Bytes.copyOf(bytes(record, "content")));
            default -> {
                List<String> channels = new ArrayList<>();
                ((Iterable<?>) record.get("channels")).forEach(channel -> channels.add(channel.toString()));
                List<Integer> offsets = new ArrayList<>();
                ((Iterable<?>) record.get("offsets_ms")).forEach(offset -> offsets.add((Integer) offset));
                yield new Payload.Reading(
                        channels,
                        (double) record.get("rate_hz"),
                        FloatVector.littleEndian(bytes(record, "samples")),
                        offsets,
                        (float) record.get("coverage"),
                        span(record));
            }
        };
    }
}
