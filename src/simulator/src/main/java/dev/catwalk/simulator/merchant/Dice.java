package dev.catwalk.simulator.merchant;

import java.util.Base64;
import java.util.List;

/** A tiny seeded generator (SplitMix64): cheap enough to be created anew for every merchant asked about. */
public final class Dice {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private long state;

    public Dice(long... key) {
        state = Scramble.hash(key);
    }

    public long nextLong() {
        state += STEP;
        return Scramble.mix(state);
    }

    public int below(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** True in this share of throws; 0 never, 1 always. */
    public boolean chance(double share) {
        return (nextLong() >>> 11) * 0x1.0p-53 < share;
    }

    public <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** Text without padding in the base64url alphabet, as long as that many bytes encode to. */
    public String base64Url(int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(bytes));
    }

    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        long word = 0;
        for (int i = 0; i < count; i++) {
            word = i % 8 == 0 ? nextLong() : word >>> 8;
            bytes[i] = (byte) word;
        }
        return bytes;
    }
}
