package dev.catwalk.doctor;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.ComponentsConfig.ComponentConfig;
import dev.catwalk.component.Secret;
import dev.catwalk.network.WebAddress;
import dev.catwalk.platform.PlatformConfig;
import dev.catwalk.platform.PlatformProbe;
import dev.catwalk.startup.Check.Problem;
import dev.catwalk.startup.Database;
import dev.catwalk.startup.DatasourceCheck;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.KeysetCheck;
import dev.catwalk.startup.ProxiesCheck;
import dev.catwalk.startup.ServerExamination;
import dev.catwalk.startup.Settings;
import dev.catwalk.startup.StartupChecks;
import io.quarkus.runtime.configuration.DurationConverter;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What can be examined without an application, which would not start while much of this is wrong: the configuration, the
 * database from outside, the keyset on what is stored, and how the platform takes to us.
 */
public final class OfflineDiagnosis {
    private static final String DATABASE = "database";
    private static final String PLATFORM = "catwalk.platform.";

    private final Settings settings;
    private final List<Problem> problems;
    private boolean tablesAreThere;

    public OfflineDiagnosis(Settings settings) {
        this.settings = settings;
        this.problems = StartupChecks.problems(settings);
    }

    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(configuration());
        if (new DatasourceCheck().problems(settings).isEmpty()) {
            findings.addAll(database());
        }
        if (problems.stream().noneMatch(problem -> problem.property().startsWith(PLATFORM))) {
            probe().ifPresent(probe -> findings.addAll(platform(probe)));
        }
        return findings;
    }

    /** Whether an application would start and find its tables; known after {@link #findings}. */
    boolean allowApplication() {
        return problems.isEmpty() && tablesAreThere;
    }

    private List<Finding> configuration() {
        String subject = "configuration";
        if (problems.isEmpty()) {
            return List.of(Finding.ok(subject, "complete; components: " + String.join(", ", appids())));
        }
        return problems.stream()
                .map(problem -> Finding.fail(
                        subject, problem.toString(), "correct this property; src/docs/configuration.md describes it"))
                .toList();
    }

    private List<Finding> database() {
        Database database = Database.asDaemon(settings);
        List<Finding> findings = new ArrayList<>();
        try (Connection connection = database.connect()) {
            findings.addAll(new ServerExamination(connection, database.migrations()).make());
            if (findings.stream().noneMatch(finding -> finding.subject().equals(DATABASE) && finding.isFailure())) {
                findings.addAll(new ClockExamination(connection, InstantSource.system()).make());
                findings.addAll(migrations(database));
            }
            if (tablesAreThere) {
                findings.addAll(new PrivilegesExamination(connection).make());
                findings.addAll(keyset(connection));
            }
        } catch (SQLException e) {
            Database.Refusal refusal = database.refused(e);
            findings.add(Finding.fail(
                    DATABASE, refusal.seen(), refusal.advice() + "; otherwise correct " + refusal.property()));
        }
        return findings;
    }

    private List<Finding> migrations(Database database) {
        boolean madeAtStart =
                settings.value("quarkus.flyway.migrate-at-start", Boolean.class).orElse(true);
        MigrationsExamination examination = new MigrationsExamination(database.migrations(), madeAtStart);
        List<Finding> findings = examination.make();
        // Also when that is unknown: the lines that follow say which privileges are missing.
        tablesAreThere = !examination.areMissing();
        return findings;
    }

    /** Nothing when there is no keyset: the lines about the configuration say so. */
    private List<Finding> keyset(Connection connection) {
        return new KeysetCheck().problems(settings).isEmpty()
                ? new KeysetExamination(KeysetCheck.open(settings), connection).make()
                : List.of();
    }

    /** Empty when its address or the proxy is none: no check has said so while a file of the configuration is missing. */
    private Optional<PlatformProbe> probe() {
        try {
            return Optional.of(new PlatformProbe(
                    WebAddress.parse(settings.text(PLATFORM + "url").orElse(PlatformConfig.DEFAULT_URL)),
                    ProxiesCheck.wayOut(settings, PLATFORM),
                    settings.value(PLATFORM + "timeout", Duration.class)
                            .orElseGet(() -> DurationConverter.parseDuration(PlatformConfig.DEFAULT_TIMEOUT))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private List<Finding> platform(PlatformProbe probe) {
        return components().stream()
                // It tries the secret, and of a borrowed component another system has that.
                .filter(component ->
                        isWritten(component.appid()) && isWritten(component.secret()) && !component.isBorrowed())
                .flatMap(component -> new PlatformExamination(
                                probe,
                                new ComponentAppId(component.appid().get()),
                                new Secret(component.secret().get()),
                                Clock.systemUTC())
                        .make().stream())
                .toList();
    }

    private static boolean isWritten(Optional<String> text) {
        return text.filter(written -> !written.isBlank()).isPresent();
    }

    private List<String> appids() {
        return components().stream()
                .flatMap(component -> component.appid().stream())
                .toList();
    }

    private Collection<ComponentConfig> components() {
        return Components.configured(settings.components()).values();
    }
}
