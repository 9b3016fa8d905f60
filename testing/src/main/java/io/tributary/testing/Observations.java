package io.tributary.testing;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Generated observations that every door accepts: the same seed and the same calls give the same observations.
 *
 * <p>Ids count up: {@code <entity>/<modality>/0}, {@code …/1}. Not safe for use by several threads.
 */
public final class Observations {
    private static final List<String> WORDS =
            List.of("the", "pump", "hums", "quiet", "today", "smells", "of", "hot", "oil", "all", "is", "well");
    private static final int IMAGE_SIDE = 16;

    private final Random random;
    private int next;

    private Observations(long seed) {
        this.random = new Random(seed);
    }

    public static Observations seeded(long seed) {
        return new Observations(seed);
    }

    /** A text of 3 to 10 words. */
    public Observation text(String entity, String modality, Instant at) {
        int words = 3 + random.nextInt(8);
        var text = new StringBuilder();
        for (int word = 0; word < words; word++) {
            text.append(word == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return observation(entity, modality, at, new Payload.Text(text.toString()));
    }

    /** A PNG of 16 by 16 pixels in colour. */
    public Observation image(String entity, String modality, Instant at) {
        return observation(entity, modality, at, new Payload.Image(png(IMAGE_SIDE, IMAGE_SIDE)));
    }

    /** A series of {@code rows} rows at {@code rateHz}, values normally distributed around 0, none missing. */
    public Observation series(
            String entity, String modality, Instant at, List<String> channels, double rateHz, int rows) {
        var samples = new float[rows * channels.size()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        return observation(entity, modality, at, Payload.Reading.series(channels, rateHz, FloatVector.of(samples)));
    }

    /** One row of sensor values. */
    public Observation sample(String entity, String modality, Instant at, List<String> channels) {
        return series(entity, modality, at, channels, 0, 1);
    }

    /** A PNG of random pixels, red, green and blue. */
    public Bytes png(int width, int height) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, random.nextInt(1 << 24));
            }
        }
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Bytes.owning(out.toByteArray());
    }

    private Observation observation(String entity, String modality, Instant at, Payload payload) {
        return new Observation(entity + "/" + modality + "/" + next++, entity, modality, at, payload);
    }
}
