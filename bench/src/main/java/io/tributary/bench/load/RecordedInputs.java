package io.tributary.bench.load;

import io.tributary.bench.raw.PreparedInputs;
import io.tributary.encoders.Preparation;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.sensor.Framer;
import io.tributary.encoders.sensor.MemorySampleStore;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.recording.Recording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a recording has for one modality, in its order and then again from the beginning. Readings that the pipeline cuts
 * into frames are cut here, as the encoder sees frames only.
 */
public final class RecordedInputs implements Inputs {
    private final List<Payload> payloads;
    private final int refused;

    private RecordedInputs(List<Payload> payloads, int refused) {
        this.payloads = List.copyOf(payloads);
        this.refused = refused;
    }

    /**
     * @param most payloads that are kept in memory
     * @return empty if the recording has nothing of the modality that its encoder could be given
     */
    public static Optional<RecordedInputs> of(Recording recording, Modality modality, int most)
            throws InterruptedException {
        Bundle bundle = Bundle.read(modality);
        try (Preparation<?> preparation = PreparedInputs.preparation(bundle)) {
            var collecting = new Collecting(modality, bundle, preparation, most);
            recording.forEachObservation(collecting::take);
            collecting.finish();
            return collecting.payloads.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new RecordedInputs(collecting.payloads, collecting.refused));
        }
    }

    @Override
    public Payload payload(long number) {
        return payloads.get((int) (number % payloads.size()));
    }

    /** A recording is as it is; its rounds are compared although they differ. */
    @Override
    public int block() {
        return Math.min(payloads.size(), 64);
    }

    @Override
    public int variety() {
        return payloads.size();
    }

    /** The share of payloads that came before, for which a cache of embeddings would answer. */
    public double repeated() {
        Set<Payload> distinct = new HashSet<>(payloads);
        return 1 - (double) distinct.size() / payloads.size();
    }

    @Override
    public String describe() {
        return "%d of the recording, %.0f %% of them repeated%s"
                .formatted(payloads.size(), 100 * repeated(), refused == 0 ? "" : ", " + refused + " refused");
    }

    /** Collects until there are enough; what an encoder refuses is left out, because no embedding would come of it. */
    private static final class Collecting {
        private final Modality modality;
        private final Preparation<?> preparation;
        private final int most;
        private final Optional<Framer> framer;
        private final Set<String> entities = new TreeSet<>();
        private final List<Payload> payloads = new ArrayList<>();
        private int refused;

        Collecting(Modality modality, Bundle bundle, Preparation<?> preparation, int most) {
            this.modality = modality;
            this.preparation = preparation;
            this.most = most;
            this.framer = modality.framing().map(framing -> {
                if (bundle.preprocessing() instanceof Preprocessing.Sensor sensor) {
                    return new Framer(modality.name(), framing, sensor, new MemorySampleStore());
                }
                throw new IllegalArgumentException(
                        modality.encoder() + " is no encoder of sensors, as modality '" + modality.name() + "' needs");
            });
        }

        void take(Observation observation) {
            if (payloads.size() >= most || !observation.modality().equals(modality.name())) {
                return;
            }
            try {
                if (framer.isEmpty()) {
                    add(observation);
                } else {
                    framer.get().accept(observation).frames().forEach(this::addFrame);
                    entities.add(observation.entity());
                }
            } catch (RefusedException e) {
                refused++;
            }
        }

        void finish() {
            framer.ifPresent(
                    cutting -> entities.forEach(entity -> cutting.flush(entity).forEach(this::addFrame)));
        }

        private void addFrame(Observation frame) {
            try {
                add(frame);
            } catch (RefusedException e) {
                refused++;
            }
        }

        private void add(Observation observation) throws RefusedException {
            if (payloads.size() < most) {
                preparation.prepare(observation);
                payloads.add(observation.payload());
            }
        }
    }
}
