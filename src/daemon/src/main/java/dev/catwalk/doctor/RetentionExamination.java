package dev.catwalk.doctor;

import dev.catwalk.retention.Retention;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import jakarta.inject.Singleton;
import java.util.List;

/** Whether the night suffices to delete what is older than its limit, and nothing hinders it. */
@Singleton
class RetentionExamination implements Examination {
    private final Retention retention;

    RetentionExamination(Retention retention) {
        this.retention = retention;
    }

    @Override
    public String subject() {
        return "histories";
    }

    @Override
    public List<Finding> findings() {
        if (!retention.isOn()) {
            return List.of(Finding.ok(subject(), "kept for ever"));
        }
        return List.of(retention
                .unfinished()
                .map(
                        left -> Finding.warn(
                                subject(),
                                "the last run left rows that are older than their limit, of: " + left,
                                "the next night goes on; if this line stays for days, run catwalk prune, which goes to the end or says what hinders it"))
                .orElseGet(() -> Finding.ok(subject(), "no run left what is older than its limit")));
    }
}
