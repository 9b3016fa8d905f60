package io.tributary.ingest.plant;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One machine: its character, its faults, and what only looks like one.
 *
 * @param name also the entity
 * @param faults in order, never two at once
 * @param lookAlikes drawn like faults, but nothing is wrong: a load step, sun on metal, a bad mood
 * @param temperature normal level, °C
 * @param pressure bar
 * @param vibration mm/s
 * @param current A
 * @param noise factor of all measurement noise
 * @param gain brightness of its camera
 * @param viewX horizontal shift of its camera, pixels
 * @param mood how its people write, from -1 (grumpy) to 1 (cheerful)
 */
record Machine(
        String name,
        List<Fault> faults,
        List<Fault> lookAlikes,
        double temperature,
        double pressure,
        double vibration,
        double current,
        double noise,
        double gain,
        int viewX,
        double mood) {

    static Machine draw(int number, double seconds, long seed) {
        String name = "machine-%02d".formatted(number);
        Chance chance = Chance.of(seed, name);
        return new Machine(
                name,
                faults(chance, seconds, 40, 120),
                lookAlikes(chance, seconds),
                chance.between(52.0, 74.0),
                chance.between(4.2, 6.4),
                chance.between(1.6, 3.2),
                chance.between(14.0, 24.0),
                chance.between(0.8, 1.4),
                chance.between(0.85, 1.15),
                chance.between(-4, 4),
                chance.between(-0.7, 0.5));
    }

    private static List<Fault> faults(Chance chance, double seconds, double shortest, double longest) {
        List<Fault> faults = new ArrayList<>();
        double at = chance.between(10.0, 150.0);
        while (at < seconds) {
            double end = at + chance.between(shortest, longest);
            faults.add(new Fault(
                    chance.oneOf(List.of(Fault.Kind.values())), at, end, chance.between(0.45, 1.0), sights(chance)));
            at = end + chance.between(80.0, 260.0);
        }
        return List.copyOf(faults);
    }

    /**
     * One fifth show in all three modalities, the others hide from one, some from two. They hide most often from the
     * camera, which sees what shows at all most clearly.
     */
    private static Set<Fault.Sight> sights(Chance chance) {
        Set<Fault.Sight> sights = EnumSet.allOf(Fault.Sight.class);
        double hides = chance.between(0.0, 1.0);
        if (hides < 0.42) {
            sights.remove(Fault.Sight.CAMERA);
        } else if (hides < 0.62) {
            sights.remove(Fault.Sight.TELEMETRY);
        } else if (hides < 0.8) {
            sights.remove(Fault.Sight.MESSAGE);
        }
        // A message comes only now and then: a fault that nobody could notice in between would be no task.
        if (chance.happens(0.2)) {
            sights.remove(Fault.Sight.MESSAGE);
        }
        return sights;
    }

    private static List<Fault> lookAlikes(Chance chance, double seconds) {
        List<Fault> all = new ArrayList<>();
        for (Fault.Sight sight : Fault.Sight.values()) {
            double at = chance.between(0.0, 120.0);
            while (at < seconds) {
                double end = at + chance.between(15.0, 45.0);
                all.add(new Fault(
                        chance.oneOf(List.of(Fault.Kind.values())), at, end, chance.between(0.3, 0.8), Set.of(sight)));
                at = end + chance.between(60.0, 200.0);
            }
        }
        return List.copyOf(all);
    }

    /** The fault that is active, if its severity is not negligible. */
    boolean isFaultyAt(double second) {
        return faults.stream().anyMatch(fault -> fault.severityAt(second) > 0.15);
    }

    /** What a modality shows at a time, faults and look-alikes together. */
    List<Fault> visibleAt(double second, Fault.Sight sight) {
        List<Fault> visible = new ArrayList<>();
        for (Fault fault : faults) {
            if (fault.severityAt(second, sight) > 0) {
                visible.add(fault);
            }
        }
        for (Fault fault : lookAlikes) {
            if (fault.severityAt(second, sight) > 0) {
                visible.add(fault);
            }
        }
        return visible;
    }
}
