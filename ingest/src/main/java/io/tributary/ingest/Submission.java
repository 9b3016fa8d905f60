package io.tributary.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.ObservationJson;
import java.util.Optional;

/**
 * One element of a request: an observation, or the reason why it is none.
 *
 * @param index position in the request, from 0
 * @param id as the sender wrote it; empty when it cannot be told
 */
record Submission(int index, String id, Optional<Observation> observation, Optional<Refusal> refusal) {
    static Submission read(int index, JsonNode json, ObservationJson.Images images) {
        String id = json.path("id").asText("");
        try {
            return new Submission(index, id, Optional.of(ObservationJson.read(json, images)), Optional.empty());
        } catch (RefusedException e) {
            return refused(index, id, e.refusal());
        }
    }

    static Submission refused(int index, String id, Refusal refusal) {
        return new Submission(index, id, Optional.empty(), Optional.of(refusal));
    }
}
