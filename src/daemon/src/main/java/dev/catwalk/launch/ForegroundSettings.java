package dev.catwalk.launch;

/** What makes an application a command: it listens nowhere, and standard output is for its result. */
public final class ForegroundSettings {
    private ForegroundSettings() {}

    public static void apply() {
        System.setProperty("quarkus.management.host-enabled", "false");
        System.setProperty("quarkus.log.console.stderr", "true");
        System.setProperty("quarkus.log.level", "WARN");
        System.setProperty("quarkus.log.console.json.enabled", "false");
    }

    /** For a command that only looks: it takes no part in the cluster's work and leaves the schema as it is. */
    public static void applyReadOnly() {
        apply();
        System.setProperty("quarkus.scheduler.start-mode", "halted");
        System.setProperty("quarkus.flyway.migrate-at-start", "false");
    }
}
