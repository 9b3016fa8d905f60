package io.tributary.simulation;

import io.tributary.fusion.FusionProcessors;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Bound;
import io.tributary.schemas.Connection;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.testing.alignment.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One process of fusion. Of what its tasks take, it takes down what the definition of alignment needs to do the same. */
final class FusionProcess implements Stage.Process {
    private final EmbeddingCodec codec;
    private final FusionProcessors processors;
    private int closings;

    FusionProcess(Connection connection, Pipeline pipeline, Heads heads) {
        this.codec = new EmbeddingCodec(connection.wire());
        this.processors = new FusionProcessors(connection, pipeline, heads);
    }

    @Override
    public Task open(SimulatedBroker broker, TaskId id) {
        return new NotedTask(id, broker.clock(), new FusionTask(broker, id, processors));
    }

    @Override
    public void closeOpenWindows() {
        processors.closeOpenWindows();
        closings++;
    }

    @Override
    public long incomplete() {
        return processors.incomplete();
    }

    private final class NotedTask implements Task {
        private final TaskId id;
        private final VirtualClock clock;
        private final Task task;
        private final List<Effect> noted = new ArrayList<>();
        private int answered = closings;

        private NotedTask(TaskId id, VirtualClock clock, Task task) {
            this.id = id;
            this.clock = clock;
            this.task = task;
            note(new Step.Restart(now()));
        }

        private Instant now() {
            return Instant.ofEpochMilli(clock.millis());
        }

        private void note(Step step) {
            noted.add(new Effect.Taken(id, step));
        }

        @Override
        public List<Effect> work(List<ConsumerRecord<byte[], byte[]>> records) {
            records.forEach(record -> note(step(record)));
            return with(task.work(records));
        }

        private Step step(ConsumerRecord<byte[], byte[]> record) {
            try {
                return Bound.isMeant(record.headers())
                        ? new Step.Said(
                                Bound.read(record.key(), record.value(), record.headers(), null),
                                Instant.ofEpochMilli(record.timestamp()),
                                now())
                        : new Step.Arrival(codec.decode(record.value()), now());
            } catch (RefusedException e) {
                throw new IllegalStateException("an encoder wrote what cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean isDue() {
            return task.isDue();
        }

        @Override
        public List<Effect> tick() {
            note(new Step.Tick(now()));
            if (answered < closings) {
                answered = closings;
                note(new Step.CloseAll(now()));
            }
            return with(task.tick());
        }

        private List<Effect> with(List<Effect> effects) {
            List<Effect> all = new ArrayList<>(noted);
            noted.clear();
            all.addAll(effects);
            return all;
        }
    }
}
