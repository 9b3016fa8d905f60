package io.tributary.ingest.plant;

import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Payload;
import java.util.List;

/** Temperature (°C), pressure (bar), vibration (mm/s) and current (A) of one machine, once a second. */
final class Telemetry {
    static final List<String> CHANNELS = List.of("temperature", "pressure", "vibration", "current");

    private static final double DROPOUT = 0.01;
    private static final double TEMPERATURE_INERTIA = 0.12;

    private final Machine machine;
    private final Chance chance;
    private final double cycleSeconds;
    private double load = 1;
    private double heat;

    Telemetry(Machine machine, Chance chance) {
        this.machine = machine;
        this.chance = chance;
        this.cycleSeconds = chance.between(40.0, 90.0);
    }

    /** The reading at a time; calls go forward in time, a second each. */
    Payload.Reading read(double second) {
        load += 0.15 * (1 - load) + 0.01 * chance.normal();
        double cycle = load + 0.05 * StrictMath.sin(2 * Math.PI * second / cycleSeconds);
        double[] effect = new double[4];
        for (Fault fault : machine.faults()) {
            add(effect, fault, fault.severityAt(second, Fault.Sight.TELEMETRY));
        }
        for (Fault fault : machine.lookAlikes()) {
            // A load step moves everything the way load does; a fault moves one thing more than the others.
            double step = fault.severityAt(second, Fault.Sight.TELEMETRY);
            effect[0] += 5 * step;
            effect[1] += 0.25 * step;
            effect[2] += 0.5 * step;
            effect[3] += 3.2 * step;
        }
        heat += TEMPERATURE_INERTIA * (effect[0] - heat);
        double noise = machine.noise();
        return new Payload.Reading(
                CHANNELS,
                0,
                FloatVector.of(
                        value(machine.temperature() * (0.8 + 0.2 * cycle) + heat + 0.5 * noise * chance.normal()),
                        value(machine.pressure() * (0.9 + 0.1 * cycle) + effect[1] + 0.09 * noise * chance.normal()),
                        value(Math.abs(machine.vibration() * cycle + effect[2] + 0.25 * noise * chance.normal())),
                        value(machine.current() * cycle + effect[3] + 0.6 * noise * chance.normal())),
                List.of(),
                1f);
    }

    static Payload.Reading broken() {
        return new Payload.Reading(
                CHANNELS, 0, FloatVector.of(Float.NaN, Float.NaN, Float.NaN, Float.NaN), List.of(), 1f);
    }

    private static void add(double[] effect, Fault fault, double s) {
        switch (fault.kind()) {
            case BEARING_WEAR -> {
                effect[2] += 2.1 * s;
                effect[0] += 3 * s;
            }
            case OVERHEATING -> {
                effect[0] += 14 * s;
                effect[3] += 1.0 * s;
            }
            case PRESSURE_LOSS -> {
                effect[1] -= 1.2 * s;
                effect[3] += 1.0 * s;
            }
            case ELECTRICAL -> {
                effect[3] -= 5.5 * s;
                effect[2] += 0.5 * s;
            }
            case SEAL_LEAK -> {
                effect[1] -= 0.75 * s;
                effect[0] -= 4 * s;
            }
        }
    }

    private float value(double exact) {
        return chance.happens(DROPOUT) ? Float.NaN : Math.round(exact * 1000) / 1000f;
    }
}
