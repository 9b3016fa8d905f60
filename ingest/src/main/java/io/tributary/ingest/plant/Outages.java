package io.tributary.ingest.plant;

import java.util.ArrayList;
import java.util.List;

/** Stretches in which a modality of a machine is silent: a cable, a gateway, a lens cap. */
record Outages(List<Stretch> stretches) {
    private static final double PROBABILITY = 0.35;

    record Stretch(double from, double to) {}

    static Outages draw(Chance chance, double seconds) {
        List<Stretch> stretches = new ArrayList<>();
        if (chance.happens(PROBABILITY) && seconds > 120) {
            double from = chance.between(40.0, seconds - 60);
            stretches.add(new Stretch(from, from + chance.between(20.0, 60.0)));
        }
        return new Outages(List.copyOf(stretches));
    }

    boolean cover(double second) {
        return stretches.stream().anyMatch(stretch -> second >= stretch.from() && second < stretch.to());
    }
}
