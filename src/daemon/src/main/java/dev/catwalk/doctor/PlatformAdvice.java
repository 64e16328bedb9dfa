package dev.catwalk.doctor;

import dev.catwalk.platform.PlatformError;

/** What to do about a refusal of the platform that concerns a whole component. */
final class PlatformAdvice {
    private PlatformAdvice() {}

    static String of(PlatformError error) {
        if (error.errcode() == null) {
            return "read the lines about the platform and the verify ticket, and run doctor again";
        }
        return switch (error.subject()) {
            case OUR_ADDRESS ->
                "enter that address in the component's IP whitelist in the platform's console, and publish the change";
            case SECRET -> "set catwalk.component.secret to the one in the platform's console, and restart the daemon";
            case APPID -> "set catwalk.component.appid to the one in the platform's console";
            case TICKET ->
                "the next ticket push, within ten minutes, ends this; if none arrives, the line about the verify ticket says why";
            case PUBLICATION -> "publish the component in the platform's console";
            case QUOTA_OF_DAY -> "nothing until midnight, Asia/Shanghai; who else asks for tokens of this component?";
            case LOAD -> "run doctor again in a minute";
            case OTHER -> "find the code in the platform's list of return codes; ask the platform with the rid";
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
