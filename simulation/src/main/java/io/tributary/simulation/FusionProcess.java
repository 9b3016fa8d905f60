package io.tributary.simulation;

import io.tributary.fusion.FusionProcessors;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.testing.alignment.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** One process of fusion. Of what its tasks take, it takes down what the definition of alignment needs to do the same. */
final class FusionProcess implements Stage.Process {
    private final FusionProcessors processors;
    private int closings;

    FusionProcess(Connection connection, Pipeline pipeline, Heads heads) {
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
            records.forEach(record -> note(Steps.read(record, now())));
            return with(task.work(records));
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

        @Override
        public List<Effect> save() {
            return with(task.save());
        }

        private List<Effect> with(List<Effect> effects) {
            List<Effect> all = new ArrayList<>(noted);
            noted.clear();
            all.addAll(effects);
            return all;
        }
    }
}
