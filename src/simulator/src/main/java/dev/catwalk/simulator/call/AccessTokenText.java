package dev.catwalk.simulator.call;

import dev.catwalk.simulator.merchant.Dice;
import dev.catwalk.simulator.merchant.Scramble;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * The text of access tokens: a number, an underscore and 136 base64url characters (protocol page §3.6). Whom a token was issued
 * to and its generation are inside, with a check number, so that no table of issued tokens is needed.
 */
public final class AccessTokenText {
    private static final int BYTES = 102;
    private static final int TEXT_LENGTH = "61_".length() + BYTES / 3 * 4;

    private final long seed;

    public AccessTokenText(long seed) {
        this.seed = seed;
    }

    /**
     * @param merchant 0 in a component access token
     */
    public record Claim(long component, long merchant, int generation) {
        boolean ofComponent() {
            return merchant == 0;
        }
    }

    public String write(Claim claim) {
        long check = check(claim);
        byte[] bytes = new Dice(check).bytes(BYTES);
        // Each number is hidden by the one before it, so that tokens of one merchant do not look alike.
        ByteBuffer.wrap(bytes)
                .putLong(check)
                .putLong(claim.component() ^ check)
                .putLong(claim.merchant() ^ check)
                .putInt(claim.generation() ^ (int) check);
        return (claim.ofComponent() ? "61_" : "65_")
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a text has the shape of a token at all; one that has not is answered 40014. */
    static boolean wellFormed(String token) {
        if (token.length() != TEXT_LENGTH || token.charAt(2) != '_') {
            return false;
        }
        for (int i = 3; i < TEXT_LENGTH; i++) {
            char c = token.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')) {
                return false;
            }
        }
        return true;
    }

    /** What a well-formed token claims; empty when we never issued it. */
    Optional<Claim> read(String token) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token.substring(3)));
        long check = bytes.getLong();
        Claim claim = new Claim(bytes.getLong() ^ check, bytes.getLong() ^ check, bytes.getInt() ^ (int) check);
        return check(claim) == check && token.equals(write(claim)) ? Optional.of(claim) : Optional.empty();
    }

    private long check(Claim claim) {
        return Scramble.hash(seed, claim.component(), claim.merchant(), claim.generation());
    }
}
