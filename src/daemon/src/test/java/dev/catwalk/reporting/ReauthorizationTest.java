package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.FOUR;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.THREE;
import static dev.catwalk.reporting.Fixture.TWO;
import static dev.catwalk.reporting.Fixture.aLink;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aVisit;
import static dev.catwalk.reporting.Fixture.anEvent;
import static dev.catwalk.reporting.Fixture.row;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The needed sets are 30 and 61; the merchant of the fixture granted 3 and 30. */
class ReauthorizationTest {
    private static final String WHY =
            "select why, since, missing_sets::text as missing, last_link_state as link from reporting.reauthorization";

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void aMerchantThatWithdrewIsThereSinceThen() {
        // given
        aMerchant()
                .with("authorization_state", "revoked")
                .with("revoked_at", TWO)
                .insert();

        // then
        assertThat(database.rows(WHY))
                .containsExactly(row("why", "revoked", "since", TWO, "missing", "{30,61}", "link", null));
    }

    @Test
    void ofThoseThatWithdrewOfficialAccountsAreNotThere() {
        // given
        aMerchant()
                .with("authorization_state", "revoked")
                .with("revoked_at", TWO)
                .with("is_mini_program", false)
                .insert();

        // then
        assertThat(database.rows(WHY)).isEmpty();
    }

    @Test
    void aMerchantThatWithdrewBeforeItsFactsWereReadIsThere() {
        // given
        aMerchant()
                .with("authorization_state", "revoked")
                .with("revoked_at", TWO)
                .with("is_mini_program", null)
                .insert();

        // then
        assertThat(database.rows(WHY)).hasSize(1);
    }

    @Test
    void aMerchantThatGrantsNoneOfTheSetsIsThere() {
        // given
        long merchant = aMerchant().with("permission_sets", new int[] {3}).insert();
        aVisit(merchant, null).with("outcome", "not_permitted").insert();

        // then
        assertThat(database.rows(WHY))
                .containsExactly(row("why", "permission_lost", "since", NOON, "missing", "{30,61}", "link", null));
    }

    @Test
    void setsThatAreNotNeededDoNotMoveWhenTheLastNeededOneWasLost() {
        // given
        long merchant = aMerchant().with("permission_sets", new int[] {3}).insert();
        aVisit(merchant, null).with("outcome", "not_permitted").insert();
        anEvent(merchant, "permission_sets_changed", ONE, "{\"gained\": [], \"lost\": [17, 61]}")
                .insert();
        anEvent(merchant, "permission_sets_changed", TWO, "{\"gained\": [], \"lost\": [30]}")
                .insert();
        anEvent(merchant, "permission_sets_changed", THREE, "{\"gained\": [], \"lost\": [18]}")
                .insert();
        anEvent(merchant, "permission_sets_changed", FOUR, "{\"gained\": [3], \"lost\": []}")
                .insert();

        // then
        assertThat(database.rows(WHY))
                .containsExactly(row("why", "permission_lost", "since", TWO, "missing", "{30,61}", "link", null));
    }

    @ParameterizedTest
    @CsvSource({
        "not_permitted, 61007, permission_lost, {61}",
        "not_permitted, 61016, needs_confirmation, {30}",
        "not_permitted, 61017, needs_confirmation, {30}",
        "token_lost, 61023, token_lost, {}"
    })
    void aVisitThatWasRefusedSaysWhy(String outcome, int errcode, String why, String missing) {
        // given
        aVisit(aMerchant().insert(), null)
                .with("outcome", outcome)
                .with("errcode", errcode)
                .insert();

        // then
        assertThat(database.rows(WHY)).containsExactly(row("why", why, "since", TWO, "missing", missing, "link", null));
    }

    @ParameterizedTest
    @CsvSource({"good,", "used, used_at", "revoked, revoked_at", "expired, expires_at"})
    void itSaysWhatBecameOfTheNewestLink(String state, String over) {
        // given
        long merchant = aMerchant().insert();
        aVisit(merchant, null).with("outcome", "token_lost").insert();
        aLink(merchant, NOON).with("revoked_at", NOON).insert();
        Fixture newest = aLink(merchant, TWO);
        if (over != null) {
            newest.with(over, TWO);
        }
        newest.insert();

        // then
        assertThat(database.rows(
                        "select last_linked_at as at, last_link_state as state from reporting.reauthorization"))
                .containsExactly(row("at", TWO, "state", state));
    }

    @ParameterizedTest
    @CsvSource({"failed, -1", "throttled, 45009", "not_supported, 41033", "unchanged,"})
    void otherMerchantsAreNot(String outcome, Integer errcode) {
        // given
        aVisit(aMerchant().insert(), null)
                .with("outcome", outcome)
                .with("errcode", errcode)
                .insert();

        // then
        assertThat(database.rows(WHY)).isEmpty();
    }
}
