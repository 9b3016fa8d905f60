package io.tributary.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
class SinkStageIT {
    private static final DecisionCodec CODEC = new DecisionCodec(WireFormat.singleObject());
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200));

    private final List<Decision> decisions = GeneratedDecisions.plant(5, 12, Duration.ofSeconds(10));
    private KafkaFixture kafka;
    private Topics topics;

    @BeforeEach
    void createTopics(KafkaFixture fixture) {
        kafka = fixture;
        topics = kafka.newTopics();
        kafka.createTopics(List.of(topics.decisions(), topics.deadLetters()));
    }

    @Test
    void everyDecisionIsWrittenOnceAndARestartGoesOnWhereItEnded() {
        send(decisions.subList(0, 20));
        var sink = new RecordingSink("first", 0);
        run(sink, () -> sink.written.size() >= 20);
        send(decisions.subList(20, decisions.size()));
        var next = new RecordingSink("first", 0);
        run(next, () -> next.written.size() >= decisions.size() - 20);
        assertThat(sink.written).containsExactlyInAnyOrderElementsOf(decisions.subList(0, 20));
        assertThat(next.written).containsExactlyInAnyOrderElementsOf(decisions.subList(20, decisions.size()));
        assertThat(sink.closed).isTrue();
    }

    @Test
    void whileTheTargetIsDownNothingIsSkippedAndTheSameComesAgain() {
        send(decisions);
        var sink = new RecordingSink("flaky", 5);
        run(sink, () -> sink.written.size() >= decisions.size());
        assertThat(sink.written).containsExactlyInAnyOrderElementsOf(decisions);
        assertThat(sink.attempts).isGreaterThan(5);
    }

    @Test
    void whatIsNoDecisionIsADeadLetterWithItsCauseAndHarmsNoOther() {
        send(decisions.subList(0, 3));
        kafka.send(topics.decisions(), "m1", "not Avro at all".getBytes(StandardCharsets.UTF_8));
        send(decisions.subList(3, 6));
        var sink = new RecordingSink("careful", 1);
        run(sink, () -> sink.written.size() >= 6);
        assertThat(sink.written).containsExactlyInAnyOrderElementsOf(decisions.subList(0, 6));
        var records = kafka.readCommitted(topics.deadLetters());
        assertThat(records).hasSize(1);
        DeadLetter letter = DeadLetter.read(
                records.get(0).headers(), records.get(0).key(), records.get(0).value());
        assertThat(letter.stage()).isEqualTo("sink-careful");
        assertThat(letter.refusal().cause()).isEqualTo(Refusal.Cause.UNREADABLE);
        assertThat(letter.source().topic()).isEqualTo(topics.decisions());
        assertThat(letter.value()).asString(StandardCharsets.UTF_8).isEqualTo("not Avro at all");
    }

    @Test
    void aVolatileSinkIsShownWhatWasBeforeAtEveryStart() {
        send(decisions);
        for (int start = 0; start < 2; start++) {
            var sink = new RecordingSink("page-like", 0) {
                @Override
                public boolean isVolatile() {
                    return true;
                }
            };
            run(sink, () -> sink.written.size() >= decisions.size());
        }
    }

    @Test
    void aBugOfTheSinkStopsTheStageAndIsToldWhy() {
        send(decisions.subList(0, 1));
        var sink = new RecordingSink("broken", 0) {
            @Override
            public void write(List<Decision> batch) {
                throw new IllegalStateException("a bug");
            }
        };
        try (var stage = new SinkStage(kafka.connection(topics), sink, QUICK)) {
            stage.start();
            await().until(() -> stage.failure().isPresent());
            assertThat(stage.failure())
                    .hasValueSatisfying(why -> assertThat(why).hasMessage("a bug"));
            assertThat(stage.isReady()).isFalse();
        }
    }

    private void run(Sink sink, java.util.concurrent.Callable<Boolean> done) {
        try (var stage = new SinkStage(kafka.connection(topics), sink, QUICK)) {
            stage.start();
            await().until(done);
            await().until(() -> stage.isReady() && !stage.isWaitingForTarget());
            assertThat(stage.failure()).isEmpty();
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private void send(List<Decision> batch) {
        for (Decision decision : batch) {
            kafka.send(topics.decisions(), decision.entity(), CODEC.encode(topics.decisions(), decision));
        }
    }

    /** Keeps what it is given, after refusing to a number of times. */
    private static class RecordingSink implements Sink {
        final List<Decision> written = Collections.synchronizedList(new ArrayList<>());
        volatile boolean closed;
        volatile int attempts;
        private final String type;
        private final int outages;

        RecordingSink(String type, int outages) {
            this.type = type;
            this.outages = outages;
        }

        @Override
        public String type() {
            return type;
        }

        @Override
        public void write(List<Decision> batch) throws TargetUnavailableException {
            int attempt = attempts + 1;
            attempts = attempt;
            if (attempt <= outages) {
                throw new TargetUnavailableException("down", new IllegalStateException("down"));
            }
            written.addAll(batch);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
