package dev.catwalk.simulator.merchant;

/**
 * Reversible mixing of 64-bit numbers. An appid is the mixed index of its merchant, so a million merchants need no table to find
 * one by its appid: {@link #unmix} gives the index back.
 *
 * <p>The mixing is the finalizer of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
 */
public final class Scramble {
    private static final long FIRST = 0xbf58476d1ce4e5b9L;
    private static final long SECOND = 0x94d049bb133111ebL;
    private static final long FIRST_INVERSE = inverse(FIRST);
    private static final long SECOND_INVERSE = inverse(SECOND);

    private Scramble() {}

    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * FIRST;
        z = (z ^ (z >>> 27)) * SECOND;
        return z ^ (z >>> 31);
    }

    public static long unmix(long mixed) {
        long z = undoShift(mixed, 31) * SECOND_INVERSE;
        z = undoShift(z, 27) * FIRST_INVERSE;
        return undoShift(z, 30);
    }

    /** One number out of several, for keys of independent streams. */
    public static long hash(long... parts) {
        long hash = 0x9e3779b97f4a7c15L;
        for (long part : parts) {
            hash = mix(hash + part);
        }
        return hash;
    }

    private static long undoShift(long shifted, int bits) {
        long value = shifted;
        for (int known = bits; known < 64; known += bits) {
            value = shifted ^ (value >>> bits);
        }
        return value;
    }

    /** Newton's iteration doubles the correct bits each time: 3, 6, 12, 24, 48, 96. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
