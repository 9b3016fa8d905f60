package io.tributary.encoders.image;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.RefusedException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/** Decoding by OpenCV; a JPEG can be decoded at a half, a quarter or an eighth of its size in a fraction of the time. */
final class OpenCvDecoding {
    private OpenCvDecoding() {}

    /**
     * uint8 {@code [height, width, 3]} in the order blue, green, red; the caller releases it.
     *
     * @param fraction 1, 2, 4 or 8: each axis becomes that many times shorter, rounded up
     */
    static Mat color(Bytes content, int fraction) throws RefusedException {
        int flag =
                switch (fraction) {
                    case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
                    case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
                    case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
                    default -> Imgcodecs.IMREAD_COLOR;
                };
        return decode(content, flag);
    }

    /** uint8 {@code [height, width, 1]}; as {@link #color}. */
    static Mat grey(Bytes content, int fraction) throws RefusedException {
        int flag =
                switch (fraction) {
                    case 2 -> Imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
                    case 4 -> Imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
                    case 8 -> Imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
                    default -> Imgcodecs.IMREAD_GRAYSCALE;
                };
        return decode(content, flag);
    }

    private static Mat decode(Bytes content, int flag) throws RefusedException {
        var encoded = new MatOfByte(content.toArray());
        try {
            Mat decoded = Imgcodecs.imdecode(encoded, flag);
            if (decoded.empty()) {
                decoded.release();
                throw ImageFile.undecodable("of " + content.length() + " bytes cannot be decoded");
            }
            return decoded;
        } finally {
            encoded.release();
        }
    }
}
