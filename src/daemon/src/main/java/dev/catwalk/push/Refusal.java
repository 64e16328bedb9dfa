package dev.catwalk.push;

import java.util.Locale;

/** Why a request is turned away or ignored. The name, in lower case, is what metric, log and database show. */
public enum Refusal {
    /** The body is longer than a push ever is. */
    SIZE,
    /** The query lacks what a signed request has. */
    PARAMETERS,
    /** The body is not an XML document with an Encrypt element. */
    BODY,
    /** Not signed with this component's push token, or the body is not the one that was signed. */
    SIGNATURE,
    /** Signed, but none of the keys opens it: most likely the key was changed on one side only. */
    UNDECRYPTABLE,
    /** Meant for another component than the address says. */
    COMPONENT,
    /** Never given any more, since whatever opens is acknowledged: kept for the series and rows that have its name. */
    CONTENT,
    /** The connection broke off, or the body was not there in time. */
    INCOMPLETE,
    /** More was being received than this process holds at once: the sender has to try again. */
    OVERLOAD,
    /** Signed more than a day before or after now, or a ticket older than that. Acknowledged, and counted as ignored. */
    NOT_OF_TODAY,
    /** Of the kind that comes to our other address. Acknowledged, and counted as ignored. */
    OTHER_ADDRESS;

    boolean isAcknowledged() {
        return this == NOT_OF_TODAY || this == OTHER_ADDRESS;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
