package dev.catwalk.doctor;

import dev.catwalk.platform.PlatformError;

/** What to do about a refusal of the platform that concerns a whole component. */
final class PlatformAdvice {
    private PlatformAdvice() {}

    static boolean isAboutOurAddress(PlatformError error) {
        return error.errcode() != null
                && switch (error.errcode()) {
                    case 40164, 45035, 61004 -> true;
                    default -> false;
                };
    }

    static boolean isAboutTheTicket(PlatformError error) {
        return error.errcode() != null
                && switch (error.errcode()) {
                    case 40091, 61005, 61006 -> true;
                    default -> false;
                };
    }

    static String of(PlatformError error) {
        if (error.errcode() == null) {
            return "look at the lines about the platform and the verify ticket, and run doctor again";
        }
        return switch (error.errcode()) {
            case 40164, 45035, 61004 ->
                "enter that address in the component's IP whitelist in the platform's console, and publish the change";
            case 40001, 40094, 40125, 41004 ->
                "set catwalk.component.secret to the one in the platform's console, and restart the daemon";
            case 40013, 41018, 61011 -> "set catwalk.component.appid to the one in the platform's console";
            case 40091, 61005, 61006 ->
                "the next ticket push mends it, at most ten minutes away; none comes? the line about the verify ticket says why";
            case 61028, 61029 -> "publish the component in the platform's console";
            case 45009 -> "nothing until midnight, Asia/Shanghai; who else asks for tokens of this component?";
            case -1, 45011 -> "run doctor again in a minute";
            default -> "look the code up in the platform's list of return codes; ask the platform with the rid";
        };
    }

    /** Our words, the code, and what the platform wants to hear when it is asked. */
    static String words(PlatformError error) {
        if (error.errcode() == null) {
            return error.reason();
        }
        return error.reason() + " (errcode " + error.errcode() + (error.rid() == null ? "" : ", rid " + error.rid())
                + ")";
    }
}
