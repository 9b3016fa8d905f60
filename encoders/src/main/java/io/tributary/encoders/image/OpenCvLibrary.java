package io.tributary.encoders.image;

import org.opencv.core.Core;

/** OpenCV's native library, unpacked from its jar and loaded once a process. */
final class OpenCvLibrary {
    private OpenCvLibrary() {}

    static void load() {
        Loaded.once();
    }

    private static final class Loaded {
        static {
            nu.pattern.OpenCV.loadLocally();
            // Each encoder has its own thread; OpenCV's would compete with them.
            Core.setNumThreads(1);
        }

        static void once() {}
    }
}
