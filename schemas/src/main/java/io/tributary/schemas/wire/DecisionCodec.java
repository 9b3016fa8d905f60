package io.tributary.schemas.wire;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import java.io.IOException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** Decisions on {@code tributary.decisions}. */
public final class DecisionCodec extends AvroCodec<Decision> {
    private static final Schema REASON = Schemas.DECISION.getField("closed_by").schema();

    public DecisionCodec(WireFormat wire) {
        super(Schemas.DECISION, wire);
    }

    @Override
    void write(Decision decision, Encoder out) throws IOException {
        out.writeString(decision.id());
        out.writeInt(decision.revision());
        out.writeBoolean(decision.isFinal());
        out.writeString(decision.entity());
        out.writeString(decision.task());
        AvroFields.writeInstant(decision.windowStart(), out);
        AvroFields.writeInstant(decision.windowEnd(), out);
        out.writeEnum(REASON.getEnumOrdinal(decision.closedBy().name()));
        AvroFields.writeInstant(decision.triggeredAt(), out);
        out.writeString(decision.label());
        out.writeFloat(decision.confidence());
        out.writeBoolean(decision.abstained());
        AvroFields.writeTexts(decision.classes(), out);
        out.writeBytes(decision.scores().toLittleEndian());
        AvroFields.writeAll(decision.evidence(), out, evidence -> write(evidence, out));
        out.writeString(decision.head());
        out.writeString(decision.headHash());
        AvroFields.writeTexts(decision.traceparents(), out);
    }

    private static void write(Evidence evidence, Encoder out) throws IOException {
        out.writeString(evidence.modality());
        out.writeBoolean(evidence.present());
        out.writeLong(evidence.ageMillis());
        out.writeInt(evidence.count());
        out.writeFloat(evidence.weight());
        out.writeFloat(evidence.contribution());
        out.writeString(evidence.model());
        AvroFields.writeTexts(evidence.observations(), out);
        AvroFields.writeAll(evidence.sources(), out, source -> AvroFields.writeSource(source, out));
    }

    @Override
    Decision read(Decoder in) throws IOException {
        return new Decision(
                in.readString(),
                in.readInt(),
                in.readBoolean(),
                in.readString(),
                in.readString(),
                AvroFields.readInstant(in),
                AvroFields.readInstant(in),
                reason(in.readEnum()),
                AvroFields.readInstant(in),
                in.readString(),
                in.readFloat(),
                in.readBoolean(),
                AvroFields.readTexts(in),
                FloatVector.littleEndian(in.readBytes(null)),
                AvroFields.readAll(in, () -> evidence(in)),
                in.readString(),
                in.readString(),
                AvroFields.readTexts(in));
    }

    private static CloseReason reason(int ordinal) {
        int symbols = REASON.getEnumSymbols().size();
        if (ordinal < 0 || ordinal >= symbols) {
            throw new AvroTypeException("closed_by is symbol " + ordinal + ", expected one of " + symbols);
        }
        return CloseReason.valueOf(REASON.getEnumSymbols().get(ordinal));
    }

    private static Evidence evidence(Decoder in) throws IOException {
        return new Evidence(
                in.readString(),
                in.readBoolean(),
                in.readLong(),
                in.readInt(),
                in.readFloat(),
                in.readFloat(),
                in.readString(),
                AvroFields.readTexts(in),
                AvroFields.readAll(in, () -> AvroFields.readSource(in)));
    }
}
