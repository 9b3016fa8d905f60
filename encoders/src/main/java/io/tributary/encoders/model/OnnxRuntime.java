package io.tributary.encoders.model;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

/**
 * Starts ONNX Runtime in the order that DJL needs. Whoever creates {@code OrtEnvironment} first decides its thread pool,
 * and DJL refuses to work if that was not DJL; so every user of ONNX Runtime in this process calls
 * {@link #initialise()} before anything else.
 */
public final class OnnxRuntime {
    private static final String ENGINE = "OnnxRuntime";

    private OnnxRuntime() {}

    /** Idempotent and safe for use by several threads. Nothing is downloaded, now or later. */
    public static void initialise() {
        Started.engine();
    }

    /** The version of the library that is loaded, which is not the one that DJL names. */
    public static String version() {
        Started.engine();
        return OrtEnvironment.getEnvironment().getVersion();
    }

    static Engine engine() {
        return Started.engine();
    }

    private static final class Started {
        private static final Engine ENGINE_OF_DJL = start();

        static Engine engine() {
            return ENGINE_OF_DJL;
        }

        private static Engine start() {
            setUnlessSet("ai.djl.offline", "true");
            // On a machine with a GPU the tokenizer would otherwise look for a CUDA build of itself.
            setUnlessSet("RUST_FLAVOR", "cpu");
            // Our models never need array operations, and must not take PyTorch for them where training has it.
            setUnlessSet("ai.djl.onnx.disable_alternative", "true");
            return Engine.getEngine(ENGINE);
        }

        private static void setUnlessSet(String property, String value) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, value);
            }
        }
    }
}
