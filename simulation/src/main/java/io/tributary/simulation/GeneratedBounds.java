package io.tributary.simulation;

import io.tributary.schemas.Bound;
import io.tributary.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.utils.Utils;

/**
 * What producers say about what is still to come, of an entity or of a partition: mostly the truth, of what is already on its
 * way; sometimes too much, so that observations come which it said would not.
 */
record GeneratedBounds(Random random, Topics topics, Duration reach, int partitions) {
    /** A record, and what it was before it was written. */
    record Made(Arrival arrival, String entity, String modality, Instant at) {}

    /**
     * @param made in the order in which they arrive
     * @param inHundred how many of a hundred are followed by a bound
     */
    List<Arrival> among(List<Made> made, int inHundred) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            arrivals.add(made.get(i).arrival());
            if (inHundred > 0 && random.nextInt(100) < inHundred) {
                arrivals.add(behind(made.get(i), made.subList(i + 1, made.size())));
            }
        }
        return arrivals;
    }

    private Arrival behind(Made said, List<Made> toCome) {
        boolean ofEntity = random.nextInt(3) > 0;
        Instant next = toCome.stream()
                .filter(other -> other.modality().equals(said.modality()))
                .filter(other -> ofEntity
                        ? other.entity().equals(said.entity())
                        : partition(other.entity()) == partition(said.entity()))
                .map(Made::at)
                .min(Comparator.naturalOrder())
                .orElse(said.at().plus(reach));
        boolean isTrue = random.nextInt(ofEntity ? 4 : 10) > 0;
        Instant at = isTrue ? next : next.plusMillis(random.nextLong(reach.toMillis()));
        var bound = new Bound(said.modality(), ofEntity ? Optional.of(said.entity()) : Optional.empty(), at);
        Integer partition = ofEntity ? null : partition(said.entity());
        return new Arrival(said.arrival().time(), bound.toRecord(topics.raw(said.modality()), partition, false));
    }

    /** As Kafka's default partitioner has it. */
    private int partition(String entity) {
        return Utils.toPositive(Utils.murmur2(entity.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
