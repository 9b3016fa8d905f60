package io.tributary.simulation;

import io.tributary.encoders.model.OnnxRuntime;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.ObservationCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Runs a pipeline from raw topic to decision in one thread under virtual time, with crashes, redeliveries, rebalances and
 * expelled instances between any two steps, and says what is not as it should be.
 *
 * <pre>{@code
 * try (var simulation = Simulation.of(Path.of("pipelines/plant.yaml"))) {
 *     for (long seed = 0; seed < 100; seed++) {
 *         simulation.seed(seed).run().requirePassed();
 *     }
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>Checked:</b> of every record there is one embedding or one dead letter; every observation counts once in each of
 *       its windows, or is late; each decision id is decided once, after its earlier revisions; the sink has what the topic
 *       has. {@link #withoutClocks()}: also that frames and decisions are those of a run without any interruption, and
 *       moments those of the definition of alignment, {@link io.tributary.testing.alignment.PlainAligner}.
 *   <li><b>Real:</b> formats, framing, what encoders do with records, alignment, heads. <b>Simulated:</b> Kafka, the clock,
 *       the sink's target, and the models of the encoders: one that makes a vector of the content stands for each,
 *       unless {@link #realEncoders()}.
 *   <li><b>Same seed, same run:</b> step by step and byte by byte, as {@link SimulationReport#fingerprint()} tells.
 *   <li><b>Needs:</b> the heads' bundles, and of the encoders' the manifests.
 *   <li><b>Threads:</b> one.
 * </ul>
 */
public final class Simulation implements AutoCloseable {
    private static final Duration NEVER = Duration.ofDays(3650);
    private static final int INSTANCES = 2;

    private final Pipeline given;
    private final Heads heads;
    private final Models models;
    private Pipeline pipeline;
    private Connection connection = connection(true);
    private long seed;
    private int steps = 20_000;
    private int entities = 3;
    private int windows = 6;
    private int partitions = 2;
    private int bounds;
    private boolean clocks = true;
    private Faults faults = Faults.all();
    private final List<Stops.Stop> stops = new ArrayList<>();
    private List<Sent> sent = List.of();
    private BiFunction<Integer, VirtualClock, SimulatedBroker> broker = SimulatedBroker::new;
    private Consumer<Outcome> watcher = outcome -> {};

    private Simulation(Pipeline pipeline) {
        this.given = pipeline;
        this.pipeline = pipeline;
        OnnxRuntime.initialise();
        this.heads = Heads.load(pipeline);
        this.models = new Models(pipeline);
    }

    /** Of a pipeline file, which is read as the program does. */
    public static Simulation of(Path pipelineFile) {
        return of(PipelineFile.read(pipelineFile));
    }

    /** The caller closes it. */
    public static Simulation of(Pipeline pipeline) {
        return new Simulation(pipeline);
    }

    /** Decides everything that is left to chance. */
    public Simulation seed(long chosen) {
        seed = chosen;
        return this;
    }

    /** After so many steps nothing goes wrong any more, and everything is brought to its end. */
    public Simulation steps(int most) {
        steps = most;
        return this;
    }

    public Simulation faults(Faults chosen) {
        faults = chosen;
        return this;
    }

    /**
     * Has a stage stopped for a time, while observations go on to arrive: what its instances have in hand is delivered, then
     * they leave; afterwards they work off what waits. May be called for several stages, and several times for one.
     *
     * <p>Observations then arrive at their times, by the simulation's clock, and not some time after; and until all have
     * arrived the run goes on, also past {@link #steps}, but then without faults.
     *
     * @param stage such as {@code encoder-camera}, {@code framing-telemetry}, {@code fusion} or {@code sink}
     * @param after time from the first arrival on
     * @throws IllegalArgumentException if the pipeline has no such stage, with those that it has
     */
    public Simulation stopped(String stage, Duration after, Duration lasting) {
        List<String> names = Stage.names(given);
        if (!names.contains(stage)) {
            throw new IllegalArgumentException("the stage to be stopped is '" + stage + "', expected one of " + names);
        }
        stops.add(new Stops.Stop(stage, after, lasting));
        return this;
    }

    /** Of every topic; two where nothing is said. */
    public Simulation partitions(int count) {
        partitions = count;
        return this;
    }

    /** How many entities are observed for about how many windows of the pipeline; 3 and 6 where nothing is said. */
    public Simulation generated(int entityCount, int windowCount) {
        entities = entityCount;
        windows = windowCount;
        sent = List.of();
        return this;
    }

    /**
     * After so many of a hundred observations their producer says a {@linkplain io.tributary.schemas.Bound bound} of the
     * entity or the partition; one in five or so is said too early. None where nothing is said, but those that are
     * {@link #sent}.
     */
    public Simulation bounds(int inHundred) {
        bounds = inHundred;
        return this;
    }

    /** These instead of generated ones; they arrive in this order, none before its event time. */
    public Simulation observations(List<Observation> own) {
        return sent(own.stream().map(Sent::of).toList());
    }

    /**
     * Observations as {@link #observations}, and among them what their producers know: a bound arrives when what stands
     * before it has arrived. Whether a bound is true is the caller's choice; what comes in spite of one is late.
     *
     * @throws IllegalArgumentException if the pipeline has no such modality, with those that it has
     */
    public Simulation sent(List<Sent> own) {
        for (Sent one : own) {
            modality(one.modality(), "something of '" + one.modality() + "' is sent");
        }
        sent = List.copyOf(own);
        return this;
    }

    private Modality modality(String name, String found) {
        return given.modality(name)
                .orElseThrow(() -> new IllegalArgumentException(found + ", expected one of " + given.modalityNames()));
    }

    /**
     * As with {@code exactlyOnce = false}: what is sent counts at once, and what was sent before a crash is sent again.
     * Checked is that no stage before fusion loses anything and that the sink has what the topic has; fusion itself may
     * lose decisions then, because its state and its decisions do not count together.
     */
    public Simulation atLeastOnce() {
        connection = connection(false);
        return this;
    }

    /**
     * Switches off what the clock decides: {@code max-wait}, {@code idle-after} and {@code settle}. Then decisions must be
     * exactly those of a run without interruption.
     */
    public Simulation withoutClocks() {
        clocks = false;
        pipeline = Clockless.of(given, NEVER);
        return this;
    }

    /** The pipeline's own encoders, which are opened here, in place of those that stand for them. */
    public Simulation realEncoders() {
        models.open();
        return this;
    }

    /**
     * Has the model of a modality's encoder replaced while it runs, as {@code models push} does: what is encoded from then on
     * is in the other bundle's space.
     *
     * @param after time from the first arrival on, by the simulation's clock
     * @throws IllegalArgumentException if the pipeline has no such modality, with those that it has
     */
    public Simulation pushed(String modality, Path bundle, Duration after) {
        models.push(modality(modality, "the model of '" + modality + "' is pushed"), bundle, after);
        return this;
    }

    /** As it is simulated. */
    Pipeline pipeline() {
        return pipeline;
    }

    /** Shows what a run came to. */
    Simulation watch(Consumer<Outcome> given) {
        watcher = given;
        return this;
    }

    /** With a broker that does not what it should. */
    Simulation on(BiFunction<Integer, VirtualClock, SimulatedBroker> faulty) {
        broker = faulty;
        return this;
    }

    /** Runs from the beginning; may be called again. */
    public SimulationReport run() {
        List<Arrival> arrivals = sent.isEmpty() ? generate() : given();
        Instant start = arrivals.isEmpty() ? Instant.EPOCH : arrivals.get(0).time();
        SimulatedBroker running = broker.apply(partitions, new VirtualClock(start));
        var target = new Target(new DecisionCodec(connection.wire()));
        var trace = new Trace();
        var world = new World(
                running,
                groups(running, target),
                arrivals,
                faults,
                new Stops(stops, start.toEpochMilli()),
                seed,
                trace);
        world.run(steps);
        world.end(clocks ? silence() : Duration.ZERO);
        Outcome outcome = Outcome.of(running, connection.topics(), world.incomplete());
        watcher.accept(outcome);
        return report(outcome, target, trace);
    }

    private List<Arrival> generate() {
        return GeneratedArrivals.of(
                seed,
                pipeline,
                connection.topics(),
                new ObservationCodec(connection.wire()),
                models.sensors(),
                entities,
                windows,
                bounds,
                partitions);
    }

    private List<Arrival> given() {
        Duration reach = pipeline.alignment().window().reach();
        return new GivenArrivals(connection.topics(), new ObservationCodec(connection.wire()), partitions)
                .of(sent, new GeneratedBounds(new Random(seed), connection.topics(), reach, partitions, bounds));
    }

    private List<Group> groups(SimulatedBroker running, Target target) {
        List<Stage> stages = new ArrayList<>();
        for (Modality modality : pipeline.modalities()) {
            if (modality.framing().isPresent()) {
                stages.add(Stage.framing(models.framing(connection, modality)));
            }
            stages.add(Stage.encoder(
                    connection,
                    modality,
                    models.encoders(modality),
                    running.clock().millis()));
        }
        stages.add(Stage.fusion(connection, pipeline, heads));
        stages.add(Stage.sink(connection, target));
        return stages.stream()
                .map(stage -> new Group(stage, INSTANCES, running, connection.exactlyOnce()))
                .toList();
    }

    private Duration silence() {
        return pipeline.modalities().stream()
                .flatMap(modality -> modality.framing().stream())
                .map(framing -> framing.idleAfter().multipliedBy(2).plusSeconds(1))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private SimulationReport report(Outcome outcome, Target target, Trace trace) {
        for (String topic : connection.topics().all(pipeline)) {
            for (ConsumerRecord<byte[], byte[]> record : outcome.broker().read(topic)) {
                trace.digest(record.value());
            }
        }
        return new SimulationReport(
                seed,
                trace.steps(),
                trace.counted(Trace.Event.CRASH),
                trace.counted(Trace.Event.REBALANCE),
                trace.counted(Trace.Event.FENCED),
                trace.counted(Trace.Event.REDELIVERY),
                outcome.embeddings().size(),
                outcome.decisions().size(),
                outcome.late().size(),
                outcome.deadLetters().size(),
                new Checks(
                                pipeline,
                                heads,
                                connection.exactlyOnce(),
                                !clocks,
                                modality -> models.framing(connection, modality))
                        .violations(outcome, target),
                trace.last(),
                trace.fingerprint());
    }

    /** With the usual names and formats; there is no broker to reach. */
    private static Connection connection(boolean exactlyOnce) {
        Connection usual = Connection.to("none:0", Path.of("none"));
        return new Connection(
                usual.kafka(), Topics.DEFAULT, usual.wire(), usual.stateDirectory(), usual.instance(), exactlyOnce);
    }

    @Override
    public void close() {
        heads.close();
        models.close();
    }
}
