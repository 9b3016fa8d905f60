package io.tributary.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.schemas.Bound;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.BoundJson;
import io.tributary.schemas.wire.ObservationJson;
import java.util.Optional;

/**
 * One element of a request: an observation, a bound, or the reason why it is neither.
 *
 * @param index position in the request, from 0
 * @param id as the sender wrote it; empty when it cannot be told
 */
record Submission(
        int index, String id, Optional<Observation> observation, Optional<Bound> bound, Optional<Refusal> refusal) {
    static Submission read(int index, JsonNode json, ObservationJson.Images images) {
        String id = json.path("id").asText("");
        try {
            return BoundJson.isMeant(json)
                    ? new Submission(index, id, Optional.empty(), Optional.of(BoundJson.read(json)), Optional.empty())
                    : new Submission(
                            index,
                            id,
                            Optional.of(ObservationJson.read(json, images)),
                            Optional.empty(),
                            Optional.empty());
        } catch (RefusedException e) {
            return refused(index, id, e.refusal());
        }
    }

    static Submission refused(int index, String id, Refusal refusal) {
        return new Submission(index, id, Optional.empty(), Optional.empty(), Optional.of(refusal));
    }
}
