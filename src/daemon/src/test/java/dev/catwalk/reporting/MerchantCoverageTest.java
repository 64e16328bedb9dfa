package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
import static dev.catwalk.reporting.Fixture.MERCHANT;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aVisit;
import static dev.catwalk.reporting.Fixture.but;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerchantCoverageTest {

    private static final Map<String, Object> NEVER_VISITED = row(
            "component_appid",
            COMPONENT,
            "merchant_appid",
            MERCHANT,
            "merchant_name",
            "示例",
            "principal_name",
            "示例公司",
            "authorization_state",
            "authorized",
            "permission_sets",
            List.of(3, 30),
            "eligible",
            true,
            "ineligible_reason",
            null,
            "last_visited_at",
            null,
            "last_succeeded_at",
            null,
            "last_outcome",
            null,
            "last_errcode",
            null,
            "last_rid",
            null,
            "consecutive_failures",
            0,
            "first_seen_at",
            NOON,
            "authorized_at",
            null,
            "tags",
            "{}");

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void aMerchantNeverVisitedIsThereAndEligible() {
        // given
        aMerchant().insert();

        // when
        var rows = database.rows("select * from reporting.merchant_coverage");

        // then
        assertThat(rows).containsExactly(NEVER_VISITED);
    }

    @Test
    void aFailingMerchantIsEligibleAndShowsHowItFails() {
        // given
        var merchant = aMerchant().insert();
        aVisit(merchant, aSnapshot(merchant).insert())
                .with("outcome", "failed")
                .with("succeeded_at", ONE)
                .with("errcode", -1)
                .with("rid", "6921758f-1a2b3c4d-5e6f7a8b")
                .with("consecutive_failures", 3)
                .insert();

        // when
        var rows = database.rows("select * from reporting.merchant_coverage");

        // then
        assertThat(rows)
                .containsExactly(but(
                        NEVER_VISITED,
                        "last_visited_at",
                        TWO,
                        "last_succeeded_at",
                        ONE,
                        "last_outcome",
                        "failed",
                        "last_errcode",
                        -1,
                        "last_rid",
                        "6921758f-1a2b3c4d-5e6f7a8b",
                        "consecutive_failures",
                        3));
    }

    @Test
    void aRevokedMerchantIsThereAndNotEligible() {
        // given
        aMerchant()
                .with("authorization_state", "revoked")
                .with("revoked_at", ONE)
                .insert();

        // when
        var rows = database.rows("select * from reporting.merchant_coverage");

        // then
        assertThat(rows)
                .containsExactly(but(
                        NEVER_VISITED,
                        "authorization_state",
                        "revoked",
                        "eligible",
                        false,
                        "ineligible_reason",
                        "revoked"));
    }

    @Test
    void aMerchantWhoseFactsWereNotReadIsNotEligibleYet() {
        // given
        aMerchant()
                .with("facts_read_at", null)
                .with("merchant_name", null)
                .with("principal_name", null)
                .with("is_mini_program", null)
                .insert();

        // when
        var rows = database.rows("select * from reporting.merchant_coverage");

        // then
        assertThat(rows)
                .containsExactly(but(
                        NEVER_VISITED,
                        "merchant_name",
                        null,
                        "principal_name",
                        null,
                        "eligible",
                        false,
                        "ineligible_reason",
                        "facts_unknown"));
    }

    @Test
    void anOfficialAccountIsNotEligible() {
        // given
        aMerchant().with("is_mini_program", false).insert();

        // when
        var rows = database.rows("select * from reporting.merchant_coverage");

        // then
        assertThat(rows)
                .containsExactly(but(NEVER_VISITED, "eligible", false, "ineligible_reason", "not_mini_program"));
    }

    @Test
    void aMerchantThatGrantedNoneOfTheSetsIsNotEligible() {
        // given
        aMerchant().with("permission_sets", new int[] {}).insert();

        // when
        var rows = database.rows("select * from reporting.merchant_coverage");

        // then
        assertThat(rows)
                .containsExactly(but(
                        NEVER_VISITED,
                        "permission_sets",
                        List.of(),
                        "eligible",
                        false,
                        "ineligible_reason",
                        "no_permission_set"));
    }

    @Test
    void theConfiguredSetsDecide() {
        // given
        aMerchant().insert();
        database.execute("update app.walk_setting set permission_sets = '{61}'");

        // when
        var reason = database.value("select ineligible_reason from reporting.merchant_coverage");

        // then
        assertThat(reason).isEqualTo("no_permission_set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not_permitted", "not_supported", "token_lost"})
    void thePlatformsNoIsBelievedAgainstTheFacts(String outcome) {
        // given
        var merchant = aMerchant().insert();
        aVisit(merchant, null).with("outcome", outcome).insert();

        // when
        var rows = database.rows("select eligible, ineligible_reason from reporting.merchant_coverage");

        // then
        assertThat(rows).containsExactly(row("eligible", false, "ineligible_reason", outcome));
    }

    @ParameterizedTest
    @ValueSource(strings = {"changed", "unchanged", "revoked", "throttled", "deferred", "failed"})
    void otherEndingsLeaveAMerchantEligible(String outcome) {
        // given
        var merchant = aMerchant().insert();
        aVisit(merchant, null).with("outcome", outcome).insert();

        // when
        var rows = database.rows("select eligible, ineligible_reason from reporting.merchant_coverage");

        // then
        assertThat(rows).containsExactly(row("eligible", true, "ineligible_reason", null));
    }
}
