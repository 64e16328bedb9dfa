package dev.catwalk.simulator;

/** The text of refresh tokens, which follows from the merchant and how often its token changed (protocol page §3.6). */
final class RefreshTokenText {
    private RefreshTokenText() {}

    static String of(long seed, long component, long merchant, int generation) {
        return "refreshtoken@@@" + new Dice(seed, component, merchant, generation).base64Url(32);
    }
}
