package io.tributary.bench.load;

import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Payload;
import java.util.List;
import java.util.SplittableRandom;

/** Series of readings that wander. */
public final class DrawnReadings implements Inputs {
    private static final int BLOCK = 256;

    private final List<String> channels;
    private final int rows;
    private final double rateHz;
    private final long seed;

    public DrawnReadings(List<String> channels, int rows, double rateHz, long seed) {
        this.channels = List.copyOf(channels);
        this.rows = rows;
        this.rateHz = rateHz;
        this.seed = seed;
    }

    @Override
    public Payload payload(long number) {
        var random = new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L));
        float[] values = new float[rows * channels.size()];
        for (int channel = 0; channel < channels.size(); channel++) {
            double value = random.nextDouble();
            for (int row = 0; row < rows; row++) {
                value += (random.nextDouble() - 0.5) / 4;
                values[row * channels.size() + channel] = (float) value;
            }
        }
        return Payload.Reading.series(channels, rateHz, FloatVector.of(values));
    }

    @Override
    public int block() {
        return BLOCK;
    }

    @Override
    public int variety() {
        return BLOCK;
    }

    @Override
    public String describe() {
        return "readings of %d rows of %d channels".formatted(rows, channels.size());
    }
}
