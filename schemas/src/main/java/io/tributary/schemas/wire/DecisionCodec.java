package io.tributary.schemas.wire;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** Decisions on {@code tributary.decisions}. */
public final class DecisionCodec extends AvroCodec<Decision> {
    private static final Schema REASON = Schemas.DECISION.getField("closed_by").schema();
    private static final Schema EVIDENCE =
            Schemas.DECISION.getField("evidence").schema().getElementType();
    private static final Schema SOURCE = EVIDENCE.getField("sources").schema().getElementType();

    public DecisionCodec(WireFormat wire) {
        super(Schemas.DECISION, wire);
    }

    @Override
    GenericRecord toAvro(Decision decision) {
        GenericRecord record = record(Schemas.DECISION);
        record.put("id", decision.id());
        record.put("revision", decision.revision());
        record.put("final", decision.isFinal());
        record.put("entity", decision.entity());
        record.put("task", decision.task());
        record.put("window_start", decision.windowStart().toEpochMilli());
        record.put("window_end", decision.windowEnd().toEpochMilli());
        record.put(
                "closed_by",
                new GenericData.EnumSymbol(REASON, decision.closedBy().name()));
        record.put("triggered_at", decision.triggeredAt().toEpochMilli());
        record.put("label", decision.label());
        record.put("confidence", decision.confidence());
        record.put("abstained", decision.abstained());
        record.put("classes", decision.classes());
        record.put("scores", decision.scores().toLittleEndian());
        record.put(
                "evidence",
                decision.evidence().stream().map(DecisionCodec::evidence).toList());
        record.put("head", decision.head());
        record.put("head_hash", decision.headHash());
        record.put("traceparents", decision.traceparents());
        return record;
    }

    private static GenericRecord evidence(Evidence evidence) {
        GenericRecord record = record(EVIDENCE);
        record.put("modality", evidence.modality());
        record.put("present", evidence.present());
        record.put("age_ms", evidence.ageMillis());
        record.put("count", evidence.count());
        record.put("weight", evidence.weight());
        record.put("contribution", evidence.contribution());
        record.put("model", evidence.model());
        record.put("observations", evidence.observations());
        record.put(
                "sources",
                evidence.sources().stream()
                        .map(source -> EmbeddingCodec.sourceRecord(SOURCE, source))
                        .toList());
        return record;
    }

    @Override
    Decision fromAvro(GenericRecord record) {
        List<Evidence> evidence = new ArrayList<>();
        ((Iterable<?>) record.get("evidence")).forEach(item -> evidence.add(evidence((GenericRecord) item)));
        return new Decision(
                text(record, "id"),
                (int) record.get("revision"),
                (boolean) record.get("final"),
                text(record, "entity"),
                text(record, "task"),
                instant(record, "window_start"),
                instant(record, "window_end"),
                CloseReason.valueOf(text(record, "closed_by")),
                instant(record, "triggered_at"),
                text(record, "label"),
                (float) record.get("confidence"),
                (boolean) record.get("abstained"),
                texts(record, "classes"),
                FloatVector.littleEndian(bytes(record, "scores")),
                evidence,
                text(record, "head"),
                text(record, "head_hash"),
                texts(record, "traceparents"));
    }

    private static Evidence evidence(GenericRecord record) {
        List<SourceOffset> sources = new ArrayList<>();
        ((Iterable<?>) record.get("sources")).forEach(item -> sources.add(EmbeddingCodec.source((GenericRecord) item)));
        return new Evidence(
                text(record, "modality"),
                (boolean) record.get("present"),
                (long) record.get("age_ms"),
                (int) record.get("count"),
                (float) record.get("weight"),
                (float) record.get("contribution"),
                text(record, "model"),
                texts(record, "observations"),
                sources);
    }

    private static List<String> texts(GenericRecord record, String field) {
        List<String> texts = new ArrayList<>();
        ((Iterable<?>) record.get(field)).forEach(item -> texts.add(item.toString()));
        return texts;
    }
}
