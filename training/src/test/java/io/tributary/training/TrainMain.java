package io.tributary.training;

import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.training.head.Fusion;
import io.tributary.training.head.HeadSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes the options of {@code tributary train}, to fit heads without the whole program. */
final class TrainMain {
    private TrainMain() {}

    public static void main(String[] args) throws InterruptedException {
        Pipeline pipeline = PipelineFile.read(Path.of(values(args, "pipeline").get(0)));
        TrainingRequest request = TrainingRequest.of(
                        pipeline, values(args, "task").get(0), paths(args, "recording"))
                .withFusion(fusion(args))
                .withHeldOut(paths(args, "held-out"))
                .withModalities(values(args, "modalities").stream()
                        .flatMap(names -> List.of(names.split(",")).stream())
                        .toList())
                .withCompare(List.of(args).contains("--compare"))
                .withSettings(settings(args));
        for (Path bundle : paths(args, "out")) {
            request = request.withBundle(bundle);
        }
        System.out.println(Training.train(request, System.out::println).toText());
    }

    private static Fusion fusion(String[] args) {
        List<String> named = values(args, "fusion");
        return named.isEmpty() ? Fusion.ATTENTION : Fusion.named(named.get(0));
    }

    private static HeadSettings settings(String[] args) {
        HeadSettings settings = HeadSettings.defaultsOf(fusion(args));
        for (int i = 1; i < args.length - 1; i++) {
            String value = args[i + 1];
            settings = switch (args[i]) {
                case "--width" -> settings.withWidth(Integer.parseInt(value));
                case "--dropout" -> settings.withDropout(Float.parseFloat(value));
                case "--modality-dropout" -> settings.withModalityDropout(Float.parseFloat(value));
                case "--weight-decay" -> settings.withWeightDecay(Float.parseFloat(value));
                case "--rate" -> settings.withRate(Float.parseFloat(value));
                case "--batch" -> settings.withBatch(Integer.parseInt(value));
                case "--epochs" -> settings.withEpochs(Integer.parseInt(value));
                case "--patience" -> settings.withPatience(Integer.parseInt(value));
                case "--folds" -> settings.withFolds(Integer.parseInt(value));
                case "--class-balance" -> settings.withClassBalance(Float.parseFloat(value));
                case "--seed" -> settings.withSeed(Long.parseLong(value));
                default -> settings;
            };
        }
        return settings;
    }

    private static List<String> values(String[] args, String option) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < args.length - 1; i++) {
            if (args[i].equals("--" + option)) {
                values.add(args[i + 1]);
            }
        }
        return values;
    }

    private static List<Path> paths(String[] args, String option) {
        return values(args, option).stream().map(Path::of).toList();
    }
}
