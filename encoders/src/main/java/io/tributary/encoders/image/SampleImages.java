package io.tributary.encoders.image;

import java.util.ArrayList;
import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** Pictures to try a model on: gradients and stripes of several shapes. */
public final class SampleImages {
    private static final int[][] SIZES = {{320, 240}, {97, 131}, {640, 480}, {224, 224}};

    private SampleImages() {}

    /** Encoded as PNG; the same every time. */
    public static List<byte[]> png() {
        OpenCvLibrary.load();
        List<byte[]> images = new ArrayList<>();
        for (int[] size : SIZES) {
            images.add(png(size[0], size[1], images.size()));
        }
        return images;
    }

    private static byte[] png(int width, int height, int number) {
        byte[] pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.length; i += 3) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            pixels[i] = (byte) (x * 255 / width);
            pixels[i + 1] = (byte) (y * 255 / height);
            pixels[i + 2] = (byte) ((x * (number + 1) / 16 + y / 16) % 2 * 200);
        }
        var image = new Mat(height, width, CvType.CV_8UC3);
        var encoded = new MatOfByte();
        try {
            image.put(0, 0, pixels);
            Imgcodecs.imencode(".png", image, encoded);
            return encoded.toArray();
        } finally {
            image.release();
            encoded.release();
        }
    }
}
