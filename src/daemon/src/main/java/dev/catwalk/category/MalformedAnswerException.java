package dev.catwalk.category;

/** The platform's answer is not one of getcategory; the message says what is wrong and quotes none of it. */
public class MalformedAnswerException extends Exception {
    MalformedAnswerException(String what) {
        super(what);
    }
}
