package dev.catwalk.startup;

import dev.catwalk.startup.Check.Problem;
import java.io.PrintWriter;
import java.util.List;

/**
 * Everything that must hold before a process starts. What is written in the configuration is checked as a whole, so that
 * all mistakes are reported at once; only when there are none the database and the ports are tried.
 */
public final class StartupChecks {
    private static final Check SOURCES = new SourcesCheck();
    private static final List<Check> WRITTEN = List.of(
            new SpellingCheck(),
            new TypesCheck(),
            new ValuesCheck(),
            new DatasourceCheck(),
            new ComponentsCheck(),
            new AlertsCheck(),
            new RelaysCheck(),
            new ConsoleCheck(),
            new ProxiesCheck(),
            new KeysetCheck());
    private static final Check DATABASE = new DatabaseCheck();
    private static final Check PORTS = new PortsCheck();

    private StartupChecks() {}

    /**
     * A schema that a newer version made is left as it is by the start that follows, and one line says so.
     *
     * @return whether the process may start; if not, one line per property says why
     */
    public static boolean passForDaemon(PrintWriter err) {
        return passToStart(err, List.of(DATABASE, PORTS));
    }

    /** For what listens nowhere, and makes missing tables as a daemon does. */
    public static boolean pass(PrintWriter err) {
        return passToStart(err, List.of(DATABASE));
    }

    private static boolean passToStart(PrintWriter err, List<Check> tried) {
        Settings settings = Settings.read();
        boolean passed = pass(settings, err, WRITTEN, tried);
        if (passed) {
            NewerSchema.leaveAtStart(settings, err);
        }
        return passed;
    }

    /** For what listens nowhere and leaves the schema as it is: its tables have to be there. */
    public static boolean passWithTables(PrintWriter err) {
        return pass(err, WRITTEN, List.of(DatabaseCheck.withTables()));
    }

    /** For what only changes the schema, and needs neither component nor keyset. */
    public static boolean passForMigration(PrintWriter err) {
        return pass(err, List.of(DatasourceCheck.ofOwner()), List.of(DatabaseCheck.ofOwner()));
    }

    /** For what only changes the keyset. */
    public static boolean passForKeyset(PrintWriter err) {
        return pass(err, List.of(new KeysetCheck()), List.of());
    }

    /** For what compares the keyset with the database, whatever is stored there, and needs no component. */
    public static boolean passForStoredKeys(PrintWriter err) {
        return pass(err, List.of(new DatasourceCheck(), new KeysetCheck()), List.of());
    }

    private static boolean pass(PrintWriter err, List<Check> written, List<Check> tried) {
        return pass(Settings.read(), err, written, tried);
    }

    private static boolean pass(Settings settings, PrintWriter err, List<Check> written, List<Check> tried) {
        List<Problem> problems = inWriting(settings, written);
        if (problems.isEmpty()) {
            problems = problems(settings, tried);
        }
        problems.forEach(err::println);
        err.flush();
        return problems.isEmpty();
    }

    /** What is wrong with what is written. */
    public static List<Problem> problems(Settings settings) {
        return inWriting(settings, WRITTEN);
    }

    private static List<Problem> inWriting(Settings settings, List<Check> written) {
        List<Problem> problems = SOURCES.problems(settings);
        return problems.isEmpty() ? problems(settings, written) : problems;
    }

    private static List<Problem> problems(Settings settings, List<Check> checks) {
        return checks.stream()
                .flatMap(check -> check.problems(settings).stream())
                .toList();
    }
}
