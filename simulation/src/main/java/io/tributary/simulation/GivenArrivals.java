package io.tributary.simulation;

import io.tributary.schemas.Bound;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.ObservationCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records of what was given to be sent: in its order, an observation not before its event time, a bound with what it is behind. */
record GivenArrivals(Topics topics, ObservationCodec codec, int partitions) {
    /** @param bounds that are generated behind the observations, besides those that are given */
    List<Arrival> of(List<Sent> given, GeneratedBounds bounds) {
        List<GeneratedBounds.Made> made = given.stream()
                .filter(Sent.Observed.class::isInstance)
                .map(sent -> made(((Sent.Observed) sent).observation()))
                .toList();
        List<Arrival> arrivals = new ArrayList<>();
        Instant time = made.isEmpty() ? Instant.EPOCH : made.get(0).at();
        int next = 0;
        for (Sent sent : given) {
            if (sent instanceof Sent.Bounded bounded) {
                arrivals.addAll(said(bounded.bound(), time));
            } else {
                time = made.get(next).at();
                arrivals.addAll(bounds.with(made, next++));
            }
        }
        return arrivals;
    }

    private GeneratedBounds.Made made(Observation observation) {
        String topic = topics.raw(observation.modality());
        byte[] key = observation.entity().getBytes(StandardCharsets.UTF_8);
        var record = new ProducerRecord<>(topic, key, codec.encode(topic, observation));
        return new GeneratedBounds.Made(
                new Arrival(observation.at(), record), observation.entity(), observation.modality(), observation.at());
    }

    private List<Arrival> said(Bound bound, Instant time) {
        String topic = topics.raw(bound.modality());
        return bound.entity().isPresent()
                ? List.of(new Arrival(time, bound.toRecord(topic, null, false)))
                : IntStream.range(0, partitions)
                        .mapToObj(partition -> new Arrival(time, bound.toRecord(topic, partition, false)))
                        .toList();
    }
}
