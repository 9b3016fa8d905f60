package io.tributary.simulation;

import io.tributary.schemas.Bound;
import io.tributary.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/**
 * What producers say about what is still to come, of an entity or of a partition: mostly the truth, of what is already on its
 * way; sometimes too much, so that observations come which it said would not.
 *
 * @param inHundred how many of a hundred observations are followed by a bound
 */
record GeneratedBounds(Random random, Topics topics, Duration reach, int partitions, int inHundred) {
    /** A record, and what it was before it was written. */
    record Made(Arrival arrival, String entity, String modality, Instant at) {}

    /** @param made in the order in which they arrive */
    List<Arrival> among(List<Made> made) {
        return IntStream.range(0, made.size())
                .mapToObj(i -> with(made, i))
                .flatMap(List::stream)
                .toList();
    }

    /** One of those that are made, and the bound that its producer says behind it, if it says one. */
    List<Arrival> with(List<Made> made, int place) {
        Made one = made.get(place);
        return inHundred > 0 && random.nextInt(100) < inHundred
                ? List.of(one.arrival(), behind(one, made.subList(place + 1, made.size())))
                : List.of(one.arrival());
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
