package io.tributary.bench.subject;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.bundle.MeasuredModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/**
 * The obvious way: Kafka Streams, {@code mapValues} with one prediction a record, {@code exactly_once_v2}, a stream thread
 * a processor. Arguments: bootstrap servers, the topic read, the topic written, home, cache, the model's name, {@code
 * default} sessions or {@code one-thread} sessions, the state directory.
 */
final class StreamsSubject implements Subject {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final KafkaStreams streams;
    private final RecordPredictor predictor;

    private StreamsSubject(KafkaStreams streams, RecordPredictor predictor) {
        this.streams = streams;
        this.predictor = predictor;
    }

    static StreamsSubject start(List<String> arguments) {
        MeasuredModel model =
                new Catalogue(Path.of(arguments.get(3)), Path.of(arguments.get(4))).find(arguments.get(5));
        RecordPredictor predictor =
                RecordPredictor.load(model.bundle(), arguments.get(6).equals("one-thread"));
        var builder = new StreamsBuilder();
        builder.stream(arguments.get(1), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .mapValues(predictor::predict)
                .to(arguments.get(2), Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
        var streams = new KafkaStreams(builder.build(), settings(arguments.get(0), arguments.get(2), arguments.get(7)));
        var subject = new StreamsSubject(streams, predictor);
        streams.start();
        Waiting.until(START, () -> {
            subject.requireRunning();
            return streams.state() == KafkaStreams.State.RUNNING;
        });
        return subject;
    }

    private static Properties settings(String servers, String to, String stateDirectory) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, to + "-streams");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(
                StreamsConfig.NUM_STREAM_THREADS_CONFIG, Runtime.getRuntime().availableProcessors());
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory);
        return settings;
    }

    @Override
    public void requireRunning() {
        if (streams.state().hasStartedOrFinishedShuttingDown()) {
            throw new IllegalStateException("the streams application stopped; its log says why");
        }
    }

    @Override
    public void close() {
        streams.close(STOP);
        predictor.close();
    }
}
