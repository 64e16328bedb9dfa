package dev.catwalk.push;

/** What verification found out about a request. */
sealed interface Verdict {

    /** The platform sent it, to the component of the address. */
    record Genuine(PushContent content) implements Verdict {}

    /** It must not change anything. */
    record Refused(Refusal reason) implements Verdict {}
}
