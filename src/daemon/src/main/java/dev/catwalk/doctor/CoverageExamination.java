package dev.catwalk.doctor;

import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.merchant.MerchantConfig;
import dev.catwalk.startup.Examination;
import dev.catwalk.startup.Finding;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** How many of the merchants granted a permission set by which their categories can be read. */
@Singleton
class CoverageExamination implements Examination {
    private final Components components;
    private final MerchantConfig config;
    private final Jdbi jdbi;

    CoverageExamination(Components components, MerchantConfig config, Jdbi jdbi) {
        this.components = components;
        this.config = config;
        this.jdbi = jdbi;
    }

    /** Of merchants that are authorized, and mini-programs as far as is known. */
    private record Coverage(long granted, long lacking, long unknown) {}

    @Override
    public String subject() {
        return "permission sets";
    }

    @Override
    public List<Finding> findings() {
        return components.all().stream()
                .map(Component::appid)
                .map(component -> finding(component, coverage(component)))
                .toList();
    }

    private Finding finding(ComponentAppId component, Coverage coverage) {
        if (coverage.granted() + coverage.lacking() == 0) {
            return Finding.warn(
                    subject(),
                    component + ": "
                            + (coverage.unknown() == 0
                                    ? "no merchant is known"
                                    : "not read yet of any of " + coverage.unknown() + " merchants"),
                    "wait after a first start: they are listed and read once a ticket is there; later, see in the platform's"
                            + " console whether any merchant authorized this component");
        }
        String seen = "%s: %d of %d mini-programs granted one of %s, %d did not"
                .formatted(
                        component,
                        coverage.granted(),
                        coverage.granted() + coverage.lacking(),
                        config.permissionSets(),
                        coverage.lacking());
        return coverage.granted() * 2 < coverage.granted() + coverage.lacking()
                ? Finding.warn(
                        subject(),
                        seen,
                        "ask them to grant set 30 (select * from reporting.merchant_coverage where ineligible_reason ="
                                + " 'no_permission_set'), and put it on the component's authorization page")
                : Finding.ok(subject(), seen);
    }

    private static final String COVERAGE = """
            select
              count(*) filter (where permission_sets && :sets) as granted,
              count(*) filter (where not permission_sets && :sets and ineligible_reason is distinct from 'facts_unknown') as lacking,
              count(*) filter (where not permission_sets && :sets and ineligible_reason = 'facts_unknown') as unknown
            from reporting.merchant_coverage
            where component_appid = :component and authorization_state = 'authorized'
              and ineligible_reason is distinct from 'not_mini_program'
            """;

    private Coverage coverage(ComponentAppId component) {
        return jdbi.withHandle(handle -> handle.createQuery(COVERAGE)
                .bindArray("sets", Integer.class, config.permissionSets())
                .bind("component", component.value())
                .mapTo(Coverage.class)
                .one());
    }
}
