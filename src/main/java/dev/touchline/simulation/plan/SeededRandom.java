package dev.touchline.simulation.plan;

import java.util.Random;

/** Reproducible random numbers: {@link Random} is specified to be the same in every JVM. */
public final class SeededRandom {

    private SeededRandom() {}

    /** The sequence for a number, independent of those of other numbers. */
    public static Random of(long seed, long number) {
        // Stafford's variant 13 of the finalizer of MurmurHash3: Random alone starts similarly for close seeds.
        long mixed = seed + number * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return new Random(mixed ^ (mixed >>> 31));
    }

    /** A number from the Poisson distribution with the given mean, by Knuth's algorithm. */
    static int poisson(double mean, Random random) {
        double limit = StrictMath.exp(-mean);
        int count = -1;
        for (double product = 1; product > limit; count++) {
            product *= random.nextDouble();
        }
        return count;
    }
}
