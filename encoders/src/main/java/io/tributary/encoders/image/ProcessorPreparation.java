package io.tributary.encoders.image;

import io.tributary.encoders.Preparation;
import io.tributary.encoders.model.ImageProcessor;
import io.tributary.encoders.model.ModelInput;
import io.tributary.encoders.model.PixelSize;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.CvException;
import org.opencv.core.Mat;

/**
 * Images as a model's own processor prepares them, pixel by pixel as Pillow does: uint8 {@code [height, width, channels]}
 * in the order blue, green, red, of which the model's float32 {@code [3, height, width]} is made when a batch is packed.
 *
 * <p>An image is turned the right way up as its EXIF orientation says, which is how {@code transformers} loads images. Grey
 * becomes red, green and blue alike, a palette its colours, and transparency is left out without blending. CMYK and 16-bit
 * grey, of which there is no one conversion, are refused.
 */
public final class ProcessorPreparation implements Preparation<byte[]> {
    private static final int CHANNELS = 3;

    private final Preprocessing.ProcessedImage image;
    private final ImageProcessor processor;
    private final float[][] values = new float[CHANNELS][];

    public ProcessorPreparation(Preprocessing.ProcessedImage image) {
        this.image = image;
        this.processor = image.processor();
        for (int channel = 0; channel < CHANNELS; channel++) {
            values[channel] = processor.values(channel);
        }
        OpenCvLibrary.load();
    }

    @Override
    public byte[] prepare(Observation observation) throws RefusedException {
        if (!(observation.payload() instanceof Payload.Image payload)) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_MODALITY,
                    "payload",
                    "payload is " + observation.payload().kind().lowerCase() + ", expected image");
        }
        ImageFile file = ImageFile.check(payload.content());
        if (!file.colors().isEmpty()) {
            throw new RefusedException(
                    Refusal.Cause.UNDECODABLE_IMAGE,
                    "image",
                    "image is " + file.colors() + ", expected 8 bits of grey or of red, green and blue; convert it");
        }
        try {
            return pixels(file, payload.content());
        } catch (CvException e) {
            throw ImageFile.undecodable("cannot be decoded: " + e.getMessage());
        }
    }

    private byte[] pixels(ImageFile file, Bytes content) throws RefusedException {
        int fraction = image.reducedDecoding() ? ReducedDecoding.of(file, processor) : 1;
        Mat decoded = OpenCvDecoding.color(content, fraction);
        try {
            return cropped(decoded);
        } finally {
            decoded.release();
        }
    }

    /** Computes only what remains of the resized image, and puts it in the middle of black where that is less. */
    private byte[] cropped(Mat decoded) throws RefusedException {
        var whole = new PixelSize(decoded.rows(), decoded.cols());
        PixelSize resized = processor.resize().of(whole);
        PixelSize wanted = processor.size();
        Span rows = Span.ofMiddle(resized.height(), wanted.height());
        Span columns = Span.ofMiddle(resized.width(), wanted.width());
        var shown = new PixelSize(rows.length(), columns.length());
        byte[] window = new PillowResize(whole, processor.filter(), resized)
                .window((row, into) -> decoded.get(row, 0, into), rows.start(), columns.start(), shown);
        if (shown.equals(wanted)) {
            return window;
        }
        byte[] pixels = new byte[wanted.height() * wanted.width() * CHANNELS];
        int line = shown.width() * CHANNELS;
        for (int row = 0; row < shown.height(); row++) {
            int place = ((row + rows.place()) * wanted.width() + columns.place()) * CHANNELS;
            System.arraycopy(window, row * line, pixels, place, line);
        }
        return pixels;
    }

    /**
     * What of one axis is cut out of the middle.
     *
     * @param start in the image
     * @param length at most what there is
     * @param place in what is cut out
     */
    record Span(int start, int length, int place) {
        static Span ofMiddle(int had, int wanted) {
            if (had >= wanted) {
                return new Span((had - wanted) / 2, wanted, 0);
            }
            // The odd pixel of black comes first.
            return new Span(0, had, (wanted - had + 1) / 2);
        }
    }

    @Override
    public List<ModelInput> pack(List<byte[]> batch) {
        PixelSize size = processor.size();
        int plane = size.height() * size.width();
        ModelInput.Floats pixels =
                ModelInput.floats(image.input(), batch.size(), CHANNELS, size.height(), size.width());
        float[] line = new float[plane];
        for (int row = 0; row < batch.size(); row++) {
            byte[] bytes = batch.get(row);
            for (int channel = 0; channel < CHANNELS; channel++) {
                int decodedChannel = processor.blueFirst() ? channel : CHANNELS - 1 - channel;
                for (int i = 0; i < plane; i++) {
                    line[i] = values[channel][bytes[i * CHANNELS + decodedChannel] & 0xFF];
                }
                pixels.values().put((row * CHANNELS + channel) * plane, line);
            }
        }
        List<ModelInput> packed = new ArrayList<>();
        packed.add(pixels);
        image.unused().forEach(other -> packed.add(other.tensor()));
        return packed;
    }
}
