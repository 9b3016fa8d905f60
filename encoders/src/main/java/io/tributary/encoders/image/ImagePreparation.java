package io.tributary.encoders.image;

import io.tributary.encoders.Preparation;
import io.tributary.encoders.model.ModelInput;
import io.tributary.encoders.model.PixelSize;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.util.List;
import org.opencv.core.CvException;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Images as pixels, uint8 {@code [height, width, channels]} in the order red, green, blue: what the model's float32
 * {@code [channels, height, width]} is made of when a batch is packed. Native images are freed before a call returns.
 */
public final class ImagePreparation implements Preparation<byte[]> {
    private final Preprocessing.Image image;

    public ImagePreparation(Preprocessing.Image image) {
        this.image = image;
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
        try {
            return pixels(file, payload.content());
        } catch (CvException e) {
            throw ImageFile.undecodable("cannot be decoded: " + e.getMessage());
        }
    }

    private byte[] pixels(ImageFile file, Bytes content) throws RefusedException {
        int fraction = ReducedDecoding.of(file, new PixelSize(image.height(), image.width()));
        Mat decoded = image.color() ? OpenCvDecoding.color(content, fraction) : OpenCvDecoding.grey(content, fraction);
        var resized = new Mat();
        try {
            // Resizing first leaves fewer pixels to reorder.
            Mat sized = resize(decoded, resized);
            if (image.color()) {
                Imgproc.cvtColor(sized, sized, Imgproc.COLOR_BGR2RGB);
            }
            byte[] pixels = new byte[image.height() * image.width() * image.channels()];
            sized.get(0, 0, pixels);
            return pixels;
        } finally {
            resized.release();
            decoded.release();
        }
    }

    /** Averages where pixels become fewer, interpolates where they become more, as the models' training does. */
    private Mat resize(Mat decoded, Mat resized) {
        if (decoded.cols() == image.width() && decoded.rows() == image.height()) {
            return decoded;
        }
        boolean shrinks = (long) decoded.cols() * decoded.rows() > (long) image.width() * image.height();
        Imgproc.resize(
                decoded,
                resized,
                new Size(image.width(), image.height()),
                0,
                0,
                shrinks ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
        return resized;
    }

    @Override
    public List<ModelInput> pack(List<byte[]> batch) {
        ModelInput.Floats pixels =
                ModelInput.floats("pixels", batch.size(), image.channels(), image.height(), image.width());
        int plane = image.height() * image.width();
        for (int row = 0; row < batch.size(); row++) {
            byte[] values = batch.get(row);
            for (int channel = 0; channel < image.channels(); channel++) {
                float[] scaled = scaledValues(channel);
                int start = (row * image.channels() + channel) * plane;
                for (int i = 0; i < plane; i++) {
                    pixels.values().put(start + i, scaled[values[i * image.channels() + channel] & 0xFF]);
                }
            }
        }
        return List.of(pixels);
    }

    /** What each of the 256 possible pixel values becomes in a channel. */
    private float[] scaledValues(int channel) {
        float[] values = new float[256];
        for (int pixel = 0; pixel < values.length; pixel++) {
            values[pixel] = (float) ((pixel * image.scale() - image.mean().get(channel))
                    / image.std().get(channel));
        }
        return values;
    }
}
