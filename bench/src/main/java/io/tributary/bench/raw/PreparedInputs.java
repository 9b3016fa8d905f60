package io.tributary.bench.raw;

import io.tributary.bench.load.Inputs;
import io.tributary.encoders.Preparation;
import io.tributary.encoders.image.ImagePreparation;
import io.tributary.encoders.image.ProcessorPreparation;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.sensor.SensorPreparation;
import io.tributary.encoders.text.TextPreparation;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Payloads tokenized, decoded or resampled by the encoders' own code.
 *
 * @param <P> one prepared input
 */
public final class PreparedInputs<P> {
    private final Preparation<P> preparation;
    private final List<P> inputs;

    private PreparedInputs(Preparation<P> preparation, List<P> inputs) {
        this.preparation = preparation;
        this.inputs = inputs;
    }

    /** The encoder's own preparation; the caller closes it. */
    public static Preparation<?> preparation(Bundle bundle) {
        Preprocessing preprocessing = bundle.preprocessing();
        if (preprocessing instanceof Preprocessing.Text text) {
            return TextPreparation.open(text);
        }
        if (preprocessing instanceof Preprocessing.Image image) {
            return new ImagePreparation(image);
        }
        if (preprocessing instanceof Preprocessing.ProcessedImage image) {
            return new ProcessorPreparation(image);
        }
        return new SensorPreparation((Preprocessing.Sensor) preprocessing);
    }

    /** Everything that the inputs have to offer. */
    public static <P> PreparedInputs<P> of(Preparation<P> preparation, Inputs inputs) {
        List<Payload> payloads = new ArrayList<>();
        for (int number = 0; number < inputs.variety(); number++) {
            payloads.add(inputs.payload(number));
        }
        return of(preparation, payloads);
    }

    public static <P> PreparedInputs<P> of(Preparation<P> preparation, List<Payload> payloads) {
        return new PreparedInputs<>(
                preparation,
                payloads.stream().map(payload -> prepare(preparation, payload)).toList());
    }

    /** @throws IllegalArgumentException if the encoder would refuse the payload */
    static <P> P prepare(Preparation<P> preparation, Payload payload) {
        try {
            return preparation.prepare(new Observation("0", "bench", "bench", Instant.EPOCH, payload));
        } catch (RefusedException e) {
            throw new IllegalArgumentException("an input of the benchmark was refused: " + e.getMessage(), e);
        }
    }

    public int count() {
        return inputs.size();
    }

    /** Model calls over all inputs. */
    public List<Call> calls(Grouping grouping) {
        int[] widths = inputs.stream().mapToInt(preparation::width).toArray();
        return grouping.batches(widths).stream()
                .map(places -> new Call(places.length, pack(places)))
                .toList();
    }

    private List<RawInput> pack(int[] places) {
        return preparation.pack(Arrays.stream(places).mapToObj(inputs::get).toList()).stream()
                .map(RawInput::copyOf)
                .toList();
    }

    /** One model call. */
    public record Call(int rows, List<RawInput> inputs) {}
}
