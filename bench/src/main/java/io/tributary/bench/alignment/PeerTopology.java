package io.tributary.bench.alignment;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.CogroupedKStream;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Alignment written with the DSL of Kafka Streams, in two ways that decide the same moments as ours.
 *
 * @param from the embeddings topic
 * @param to the decisions topic
 */
record PeerTopology(String from, String to, List<String> modalities, Duration window, Duration grace) {
    private static final Serde<Reading> READING = Serdes.serdeFrom(
            (topic, reading) -> reading == null ? null : reading.encode(),
            (topic, bytes) -> bytes == null ? null : Reading.decode(bytes));
    private static final Serde<Row> ROW = Serdes.serdeFrom(
            (topic, row) -> row == null ? null : row.encode(),
            (topic, bytes) -> bytes == null ? null : Row.decode(bytes));

    /**
     * Outer joins, one a modality after the first. A join has no windows that begin at multiples of their length, so every
     * embedding has the time at which its window begins, and a time difference of zero joins those of one window. A row that
     * lacks a modality leaves its join when the join's grace is over, so each join has a longer one than the one before it.
     */
    Topology outerJoins() {
        var builder = new StreamsBuilder();
        KStream<String, Reading> readings = readings(builder, this::windowStart);
        KStream<String, Row> rows = of(readings, 0).mapValues(reading -> Row.EMPTY.with(reading), Named.as("first"));
        for (int m = 1; m < modalities.size(); m++) {
            rows = rows.outerJoin(
                    of(readings, m),
                    PeerTopology::join,
                    JoinWindows.ofTimeDifferenceAndGrace(Duration.ZERO, graceOfJoin(m)),
                    StreamJoined.with(Serdes.String(), ROW, READING)
                            .withName("join-" + m)
                            .withStoreName("join-" + m));
        }
        return decided(builder, rows);
    }

    /** Windows that hold the latest of each modality, shown once they are closed. */
    Topology cogroup() {
        var builder = new StreamsBuilder();
        KStream<String, Reading> readings = readings(builder, PeerTopology::eventTime);
        Grouped<String, Reading> grouped = Grouped.with("grouped", Serdes.String(), READING);
        CogroupedKStream<String, Row> moments =
                of(readings, 0).groupByKey(grouped).cogroup((entity, reading, row) -> row.with(reading));
        for (int m = 1; m < modalities.size(); m++) {
            moments = moments.cogroup(of(readings, m).groupByKey(grouped), (entity, reading, row) -> row.with(reading));
        }
        KStream<String, Row> rows = moments.windowedBy(TimeWindows.ofSizeAndGrace(window, grace))
                .aggregate(
                        () -> Row.EMPTY,
                        Materialized.<String, Row, WindowStore<Bytes, byte[]>>as("moments")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(ROW))
                .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded())
                        .withName("closed"))
                .toStream()
                .map((windowed, row) -> KeyValue.pair(windowed.key(), row));
        return decided(builder, rows);
    }

    private Duration graceOfJoin(int number) {
        // Every join's rows come after its own grace and at most two windows of disorder, so the next must wait as much
        // longer.
        return grace.plus(window).plus(grace.plus(window.multipliedBy(3)).multipliedBy(number - 1L));
    }

    private KStream<String, Reading> readings(StreamsBuilder builder, TimestampExtractor time) {
        Serde<Reading> wire = Serdes.serdeFrom(
                (topic, reading) -> reading == null ? null : reading.wire(),
                (topic, bytes) -> bytes == null ? null : Reading.fromWire(bytes, modalities));
        return builder.stream(from, Consumed.with(Serdes.String(), wire).withTimestampExtractor(time));
    }

    private static long eventTime(
            org.apache.kafka.clients.consumer.ConsumerRecord<Object, Object> record, long partitionTime) {
        return ((Reading) record.value()).at();
    }

    private long windowStart(
            org.apache.kafka.clients.consumer.ConsumerRecord<Object, Object> record, long partitionTime) {
        long at = eventTime(record, partitionTime);
        return at - Math.floorMod(at, window.toMillis());
    }

    private static KStream<String, Reading> of(KStream<String, Reading> readings, int modality) {
        return readings.filter((entity, reading) -> reading.modality() == modality);
    }

    private static Row join(@Nullable Row row, @Nullable Reading reading) {
        Row known = row == null ? Row.EMPTY : row;
        return reading == null ? known : known.with(reading);
    }

    private Topology decided(StreamsBuilder builder, KStream<String, Row> rows) {
        var decider = new PlainDecider(to, modalities, window);
        rows.mapValues((entity, row) -> decider.decide(entity, row), Named.as("decide"))
                .to(to, Produced.with(Serdes.String(), Serdes.ByteArray()));
        return builder.build();
    }
}
