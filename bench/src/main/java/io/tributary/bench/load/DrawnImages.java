package io.tributary.bench.load;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.Payload;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Drawn pictures as JPEG files. There are few of them; a comment in the file makes each number's bytes its own.
 */
public final class DrawnImages implements Inputs {
    private static final int PICTURES = 32;

    /** As a camera's JPEG of a street: VGA of about 116 KiB. */
    private static final double BYTES_PER_PIXEL = 0.387;

    private static final int SHAPES = 60;
    private static final int NOISE = 10;

    private final int width;
    private final int height;
    private final boolean color;
    private final List<byte[]> pictures;

    public DrawnImages(int width, int height, boolean color, long seed) {
        this.width = width;
        this.height = height;
        this.color = color;
        this.pictures = new ArrayList<>();
        float quality = 0;
        for (int number = 0; number < PICTURES; number++) {
            BufferedImage picture = draw(new SplittableRandom(seed + number));
            quality = number == 0 ? quality(picture) : quality;
            pictures.add(jpeg(picture, quality));
        }
    }

    private BufferedImage draw(SplittableRandom random) {
        var picture =
                new BufferedImage(width, height, color ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        for (int shape = 0; shape < SHAPES; shape++) {
            graphics.setColor(new Color(random.nextInt(1 << 24)));
            int wide = 1 + random.nextInt(Math.max(1, width / 3));
            int high = 1 + random.nextInt(Math.max(1, height / 3));
            int left = random.nextInt(width) - wide / 2;
            int top = random.nextInt(height) - high / 2;
            if (random.nextBoolean()) {
                graphics.fillOval(left, top, wide, high);
            } else {
                graphics.fillRect(left, top, wide, high);
            }
        }
        graphics.dispose();
        addNoise(picture, random);
        return picture;
    }

    private void addNoise(BufferedImage picture, SplittableRandom random) {
        int[] line = new int[width];
        for (int y = 0; y < height; y++) {
            picture.getRGB(0, y, width, 1, line, 0, width);
            for (int x = 0; x < width; x++) {
                int noise = random.nextInt(2 * NOISE + 1) - NOISE;
                line[x] = channel(line[x], 16, noise) | channel(line[x], 8, noise) | channel(line[x], 0, noise);
            }
            picture.setRGB(0, y, width, 1, line, 0, width);
        }
    }

    private static int channel(int pixel, int shift, int noise) {
        return Math.max(0, Math.min(255, (pixel >> shift & 0xFF) + noise)) << shift;
    }

    /** The quality that makes a file of the size wanted; bisected. */
    private float quality(BufferedImage picture) {
        float low = 0.1f;
        float high = 0.98f;
        for (int step = 0; step < 8; step++) {
            float middle = (low + high) / 2;
            if (jpeg(picture, middle).length < BYTES_PER_PIXEL * width * height) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static byte[] jpeg(BufferedImage picture, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var output = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
            writer.setOutput(output);
            writer.write(null, new IIOImage(picture, null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory cannot be written", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Override
    public Payload payload(long number) {
        byte[] picture = pictures.get((int) (number % PICTURES));
        // The file's first two bytes, a comment of eight bytes, and the rest.
        ByteBuffer bytes = ByteBuffer.allocate(picture.length + 12);
        bytes.put(picture, 0, 2).putShort((short) 0xFFFE).putShort((short) 10).putLong(number);
        bytes.put(picture, 2, picture.length - 2);
        return new Payload.Image(Bytes.owning(bytes.array()));
    }

    @Override
    public int block() {
        return PICTURES;
    }

    @Override
    public int variety() {
        return PICTURES;
    }

    @Override
    public String describe() {
        double mean =
                pictures.stream().mapToInt(picture -> picture.length).average().orElseThrow();
        return "JPEG files of %d x %d pixels, %s, mean %.1f KiB"
                .formatted(width, height, color ? "colour" : "grey", mean / 1024);
    }
}
