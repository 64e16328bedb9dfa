package dev.catwalk.doctor;

import dev.catwalk.launch.ExitCode;
import dev.catwalk.launch.ForegroundSettings;
import dev.catwalk.launch.Launch;
import dev.catwalk.startup.Finding;
import dev.catwalk.startup.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks everything a fresh install gets wrong, and says of each what was seen and what to do: configuration,"
                    + " database, migrations, privileges, keyset, platform, clock, IP whitelist, credentials, verify ticket,"
                    + " component token, schedules, permission sets, answers, alert channels, relays, API, console.",
            "Run it with the daemon's configuration, whether a daemon runs or not. It changes nothing, except for the"
                    + " component's access token when none lives; it calls the platform twice for each component."
        },
        exitCodeList = {
            "0:nothing failed; read the lines that start with WARN",
            "1:a line starts with FAIL",
            "2:wrong usage"
        },
        footer = {
            "  catwalk doctor",
            "  catwalk doctor --send",
            "      with a test message by each alert channel and relay",
            "  catwalk doctor --json | jq '.[] | select(.status != \"ok\")'"
        })
public final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--send", description = "send a test message by each configured alert channel and relay")
    private boolean send;

    @Option(names = "--json", description = "an array of objects: status (ok, WARN, FAIL), subject, seen, advice")
    private boolean json;

    @Override
    public Integer call() {
        OfflineDiagnosis first = new OfflineDiagnosis(Settings.read());
        List<Finding> findings = new ArrayList<>(first.findings());
        findings.addAll(first.allowApplication() ? byApplication() : notExamined());
        System.out.println(json ? DoctorReport.asJson(findings) : DoctorReport.asLines(findings));
        return findings.stream().anyMatch(Finding::isFailure) ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private List<Finding> byApplication() {
        ForegroundSettings.applyReadOnly();
        List<Finding> findings = new ArrayList<>();
        Launch.run(OnlineDiagnosis.class, examinations -> {
            findings.addAll(examinations.make(send));
            return ExitCode.DONE;
        });
        return findings.isEmpty()
                ? List.of(Finding.fail(
                        "application",
                        "did not start, or was ended before it was through",
                        "the reason is on standard error"))
                : findings;
    }

    private static List<Finding> notExamined() {
        return List.of(Finding.warn(
                "the rest",
                "verify ticket, component token, schedules, permission sets, answers, alert channels, relays, API and console were not"
                        + " examined",
                "correct the lines above first: configuration, database and migrations must be in order"));
    }
}
