package dev.touchline.simulation.plan;

import java.util.Random;

/** Chance that repeats itself: {@link Random} does the same in every JVM, by its specification. */
public final class SeededRandom {

    private SeededRandom() {}

    /** The sequence that belongs to this number; sequences of neighbouring numbers have nothing in common. */
    public static Random of(long seed, long number) {
        // Stafford's variant 13 of the finalizer of MurmurHash3. Random itself begins alike for seeds that are close.
        long mixed = seed + number * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return new Random(mixed ^ (mixed >>> 31));
    }

    /** How often something happens that happens that often on average: Poisson's distribution, in Knuth's way. */
    static int poisson(double average, Random random) {
        double limit = StrictMath.exp(-average);
        int times = -1;
        for (double product = 1; product > limit; times++) {
            product *= random.nextDouble();
        }
        return times;
    }
}
