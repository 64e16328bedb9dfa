package dev.catwalk.simulator;

/** The text of pre-auth codes; nothing in the simulation checks one (protocol page §3.2 no. 3). */
final class PreAuthCode {
    private PreAuthCode() {}

    static String of(long... key) {
        return "preauthcode@@@" + new Dice(key).base64Url(64);
    }
}
