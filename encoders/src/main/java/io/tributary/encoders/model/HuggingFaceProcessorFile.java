package io.tributary.encoders.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A {@code preprocessor_config.json}, read as the processor that it names reads it; what is not done here is refused. */
final class HuggingFaceProcessorFile {
    static final String NAME = "preprocessor_config.json";

    private static final Set<String> STEPS = Set.of(
            "do_resize",
            "do_center_crop",
            "do_rescale",
            "do_normalize",
            "do_convert_rgb",
            "do_flip_channel_order",
            // Concerns the answers of segmentation in training, not images.
            "do_reduce_labels");

    /** Whose resizing or scaling has rules of its own that their files do not show. */
    private static final List<String> OTHERS =
            List.of("EfficientNet", "Levit", "Poolformer", "PoolFormer", "Perceiver", "ImageGPT", "Vivit", "Donut");

    /** From this size on, ConvNeXt's processor no longer cuts the middle out but warps the whole image. */
    private static final int CONVNEXT_WARPS_FROM = 384;

    private static final double CONVNEXT_CROP = 224.0 / 256;

    private final JsonFile file;
    private final String type;

    HuggingFaceProcessorFile(Path folder) {
        Path path = folder.resolve(NAME);
        if (!Files.isRegularFile(path)) {
            throw new InvalidBundleException(
                    "There is no " + path + ", expected what says how images are prepared; fetch it with the model");
        }
        file = JsonFile.read(path);
        type = file.text("image_processor_type")
                .or(() -> file.text("feature_extractor_type"))
                .orElse("");
    }

    ImageProcessor read() {
        requireKnownSteps();
        boolean scales = file.flag("do_rescale", true);
        boolean normalises = file.flag("do_normalize", true);
        double scale = scales ? number("rescale_factor", 1 / 255.0) : 1;
        List<Double> std = normalises ? numbers("image_std") : List.of();
        if (std.contains(0.0)) {
            throw file.invalid("image_std", std, "no 0, which pixels are divided by");
        }
        ImageProcessor.Resize resize = resize();
        Optional<PixelSize> crop = crop();
        if (crop.isEmpty() && !(resize instanceof ImageProcessor.Resize.To)) {
            throw file.invalid(
                    "do_center_crop",
                    "false while size keeps an image's proportions",
                    "true, so that all images become of one size");
        }
        return new ImageProcessor(
                resize,
                filter(),
                crop,
                scale,
                normalises ? numbers("image_mean") : List.of(),
                std,
                file.flag("do_flip_channel_order", false));
    }

    private void requireKnownSteps() {
        if (OTHERS.stream().anyMatch(type::startsWith)) {
            throw file.invalid(
                    "image_processor_type",
                    "'" + type + "'",
                    "a processor that resizes, crops, rescales and normalises, such as ViT's, CLIP's or ConvNext's");
        }
        for (Iterator<String> keys = file.root().fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (key.startsWith("do_") && !STEPS.contains(key) && file.flag(key, false)) {
                throw file.invalid(
                        key,
                        true,
                        "only " + String.join(", ", STEPS.stream().sorted().toList()));
            }
        }
        if (file.flag("rescale_offset", false)) {
            throw file.invalid("rescale_offset", true, "false, as pixels are only multiplied here");
        }
        if (file.has("crop_pct") && !isConvNext()) {
            throw file.invalid("crop_pct", file.get("crop_pct"), "none but in a ConvNext processor");
        }
    }

    private boolean isConvNext() {
        return type.startsWith("ConvNext");
    }

    private ImageProcessor.Resize resize() {
        if (!file.flag("do_resize", true)) {
            return new ImageProcessor.Resize.None();
        }
        JsonNode size = file.get("size");
        if (isConvNext()) {
            int edge = convNextEdge();
            return edge >= CONVNEXT_WARPS_FROM
                    ? new ImageProcessor.Resize.To(new PixelSize(edge, edge))
                    : new ImageProcessor.Resize.ShortestEdge((int) (edge / number("crop_pct", CONVNEXT_CROP)));
        }
        if (size.isInt() && type.contains("CLIP")) {
            return new ImageProcessor.Resize.ShortestEdge(edge("size", size));
        }
        if (size.has("shortest_edge") && !size.has("longest_edge") && !size.has("height")) {
            return new ImageProcessor.Resize.ShortestEdge(edge("size.shortest_edge", size.path("shortest_edge")));
        }
        return new ImageProcessor.Resize.To(square("size", size));
    }

    private int convNextEdge() {
        JsonNode size = file.get("size");
        return size.isInt() ? edge("size", size) : edge("size.shortest_edge", size.path("shortest_edge"));
    }

    private Optional<PixelSize> crop() {
        if (isConvNext() && file.flag("do_resize", true)) {
            int edge = convNextEdge();
            return edge >= CONVNEXT_WARPS_FROM ? Optional.empty() : Optional.of(new PixelSize(edge, edge));
        }
        boolean crops = file.flag("do_center_crop", type.contains("CLIP"));
        return crops ? Optional.of(square("crop_size", file.get("crop_size"))) : Optional.empty();
    }

    /** One number for both sides, a list of height and width, or an object with both. */
    private PixelSize square(String key, JsonNode size) {
        if (size.isInt()) {
            return new PixelSize(edge(key, size), edge(key, size));
        }
        if (size.isArray() && size.size() == 2) {
            return new PixelSize(edge(key, size.get(0)), edge(key, size.get(1)));
        }
        if (!size.has("height") || !size.has("width")) {
            throw file.invalid(
                    key,
                    size.isMissingNode() ? "missing" : size,
                    "a number, or an object with height and width, or with shortest_edge alone");
        }
        return new PixelSize(edge(key + ".height", size.path("height")), edge(key + ".width", size.path("width")));
    }

    private int edge(String key, JsonNode pixels) {
        if (!pixels.isInt() || pixels.asInt() < 1 || pixels.asInt() > 8192) {
            throw file.invalid(key, pixels.isMissingNode() ? "missing" : pixels, "1 to 8192 pixels");
        }
        return pixels.asInt();
    }

    private ResampleFilter filter() {
        int fallback = (type.contains("CLIP") ? ResampleFilter.BICUBIC : ResampleFilter.BILINEAR).code();
        int code = file.whole("resample", 0).orElse(fallback);
        for (ResampleFilter filter : ResampleFilter.values()) {
            if (filter.code() == code) {
                return filter;
            }
        }
        throw file.invalid("resample", code, "0 to 5, as Pillow numbers its filters");
    }

    private double number(String key, double fallback) {
        if (!file.has(key)) {
            return fallback;
        }
        double number = file.get(key).asDouble(Double.NaN);
        if (!(number > 0) || Double.isInfinite(number)) {
            throw file.invalid(key, file.get(key), "a number above 0");
        }
        return number;
    }

    /** Three numbers, or one for all. */
    private List<Double> numbers(String key) {
        JsonNode node = file.get(key);
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            JsonNode number = node.isArray() ? node.path(i) : node;
            numbers.add(number.isNumber() ? number.asDouble() : Double.NaN);
        }
        if ((node.isArray() && node.size() != 3) || numbers.stream().anyMatch(number -> !Double.isFinite(number))) {
            throw file.invalid(key, node.isMissingNode() ? "missing" : node, "three numbers, red first");
        }
        return numbers;
    }
}
