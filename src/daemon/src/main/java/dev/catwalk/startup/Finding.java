package dev.catwalk.startup;

/**
 * One line of the report.
 *
 * @param subject what was looked at, in a word or two
 * @param seen never a secret, and nothing that the platform or a stranger wrote
 * @param advice what to do; empty when all is well
 */
public record Finding(Status status, String subject, String seen, String advice) {
    public Finding {
        if ((status == Status.OK) != advice.isEmpty()) {
            throw new IllegalArgumentException("a finding needs advice unless its status is ok: " + subject);
        }
    }

    /** The state, as people read it. */
    public enum Status {
        OK("ok"),
        /** It works, or will by itself, or is none of our business. */
        WARN("WARN"),
        /** Something does not work, and a person has to act. */
        FAIL("FAIL");

        private final String text;

        Status(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public static Finding ok(String subject, String seen) {
        return new Finding(Status.OK, subject, seen, "");
    }

    public static Finding warn(String subject, String seen, String advice) {
        return new Finding(Status.WARN, subject, seen, advice);
    }

    public static Finding fail(String subject, String seen, String advice) {
        return new Finding(Status.FAIL, subject, seen, advice);
    }

    public boolean isFailure() {
        return status == Status.FAIL;
    }
}
