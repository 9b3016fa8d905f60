package io.tributary.ingest.plant;

/** Draws what a thermal camera sees of one machine: 8-bit grey, brighter is warmer. */
final class ThermalCamera {
    static final int WIDTH = 64;
    static final int HEIGHT = 48;

    private final Machine machine;
    private final Chance chance;
    private final double ambientPhase;

    ThermalCamera(Machine machine, Chance chance) {
        this.machine = machine;
        this.chance = chance;
        this.ambientPhase = chance.between(0.0, 600.0);
    }

    /** The frame at a time, row by row. */
    byte[] frame(double second) {
        double[] heat = new double[WIDTH * HEIGHT];
        double ambient = 38 + 8 * StrictMath.sin(2 * Math.PI * (second + ambientPhase) / 900);
        java.util.Arrays.fill(heat, ambient);
        int x = machine.viewX();
        box(heat, 14 + x, 18, 50 + x, 40, 34); // body
        disc(heat, 22 + x, 28, 8, 30); // motor
        disc(heat, 42 + x, 27, 5, 26); // bearing
        box(heat, 50 + x, 8, 54 + x, 34, 18); // pipe
        for (Fault fault : machine.faults()) {
            spot(heat, fault, fault.severityAt(second, Fault.Sight.CAMERA), x);
        }
        for (Fault fault : machine.lookAlikes()) {
            glare(heat, fault, fault.severityAt(second, Fault.Sight.CAMERA));
        }
        if (chance.happens(0.08)) {
            // Somebody walks by: warm, and nothing to do with the machine.
            int at = chance.between(2, WIDTH - 8);
            box(heat, at, 14, at + 5, 44, 48);
            disc(heat, at + 2, 11, 3, 55);
        }
        return expose(heat);
    }

    private byte[] expose(double[] heat) {
        byte[] pixels = new byte[heat.length];
        double drift = chance.between(-5.0, 5.0);
        for (int i = 0; i < heat.length; i++) {
            double value = machine.gain() * heat[i] + drift + 4 * chance.normal();
            pixels[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return pixels;
    }

    /** A hot (or, at a leak, a cold) place where the fault is. */
    private static void spot(double[] heat, Fault fault, double severity, int x) {
        if (severity <= 0) {
            return;
        }
        switch (fault.kind()) {
            case BEARING_WEAR -> disc(heat, 42 + x, 27, 4, 75 * severity);
            case OVERHEATING -> disc(heat, 22 + x, 28, 9, 55 * severity);
            case PRESSURE_LOSS -> box(heat, 50 + x, 20, 54 + x, 34, 60 * severity);
            case ELECTRICAL -> disc(heat, 16 + x, 36, 3, 85 * severity);
            case SEAL_LEAK -> disc(heat, 47 + x, 37, 5, -45 * severity);
        }
    }

    /** Sun on metal: as bright as a hot spot, but a streak, and anywhere. */
    private static void glare(double[] heat, Fault lookAlike, double severity) {
        if (severity <= 0) {
            return;
        }
        int seed = (int) (lookAlike.startSecond() * 7);
        int atX = 6 + Math.floorMod(seed, WIDTH - 18);
        int atY = 10 + Math.floorMod(seed / 5, 28);
        for (int i = 0; i < 9; i++) {
            disc(heat, atX + i, atY - i / 2, 2, 26 * severity);
        }
    }

    private static void box(double[] heat, int left, int top, int right, int bottom, double warmer) {
        for (int y = Math.max(0, top); y < Math.min(HEIGHT, bottom); y++) {
            for (int x = Math.max(0, left); x < Math.min(WIDTH, right); x++) {
                heat[y * WIDTH + x] += warmer;
            }
        }
    }

    private static void disc(double[] heat, int centreX, int centreY, int radius, double warmer) {
        for (int y = Math.max(0, centreY - radius); y < Math.min(HEIGHT, centreY + radius + 1); y++) {
            for (int x = Math.max(0, centreX - radius); x < Math.min(WIDTH, centreX + radius + 1); x++) {
                double squared = (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY);
                double fall = 1 - squared / ((radius + 0.5) * (radius + 0.5));
                if (fall > 0) {
                    heat[y * WIDTH + x] += warmer * fall;
                }
            }
        }
    }
}
