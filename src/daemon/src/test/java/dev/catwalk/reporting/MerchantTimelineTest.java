package dev.catwalk.reporting;

import static dev.catwalk.reporting.Fixture.COMPONENT;
import static dev.catwalk.reporting.Fixture.MERCHANT;
import static dev.catwalk.reporting.Fixture.NOON;
import static dev.catwalk.reporting.Fixture.ONE;
import static dev.catwalk.reporting.Fixture.aDelivery;
import static dev.catwalk.reporting.Fixture.aMerchant;
import static dev.catwalk.reporting.Fixture.aRemoval;
import static dev.catwalk.reporting.Fixture.aSnapshot;
import static dev.catwalk.reporting.Fixture.aStatusChange;
import static dev.catwalk.reporting.Fixture.aVisit;
import static dev.catwalk.reporting.Fixture.anAddition;
import static dev.catwalk.reporting.Fixture.anAlert;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MerchantTimelineTest {

    @RegisterExtension
    static final ReportingDatabase database = ReportingDatabase.INSTANCE;

    @Test
    void everythingWeKnowOfAMerchantIsInIt() {
        // given
        var merchant = aMerchant()
                .with("authorized_at", NOON)
                .with("facts_read_at", null)
                .insert();
        change("facts_read_at = now()");
        var snapshot = aSnapshot(merchant).insert();
        aVisit(merchant, snapshot).insert();
        var change = aStatusChange(merchant, snapshot, 1, 2, NOON).insert();
        var alert = anAlert()
                .with("merchant_id", merchant)
                .with("change_id", change)
                .with("ended_at", NOON)
                .insert();
        aDelivery(alert, "webhook", NOON).insert();
        database.execute("""
                insert into app.alert_attempt (alert_id, channel, attempt, started_at, finished_at, error)
                values (%1$d, 'webhook', 1, now(), now(), 'status 500'), (%1$d, 'webhook', 2, now(), now(), null)
                """.formatted(alert));
        database.execute("""
                insert into app.merchant_token (merchant_id, refresh_token, refresh_token_stored_at, refused_at, refused_errcode,
                  generation)
                values (%d, 'x', now(), now(), 40013, 7)""".formatted(merchant));
        database.execute("""
                insert into app.push_event (component_appid, merchant_appid, type, digest, body, issued_at, received_at)
                values ('%s', '%s', 'wxa_category_audit', 'x', 'x', now(), now()),
                  ('%1$s', 'wxcccccccccccccccc', 'wxa_category_audit', 'y', 'y', now(), now())""".formatted(COMPONENT, MERCHANT));
        database.execute("""
                insert into app.push_event (component_appid, about_appid, type, digest, body, issued_at, received_at)
                values ('%s', '%s', 'updateauthorized', 'z', 'z', now(), now())""".formatted(COMPONENT, MERCHANT));
        database.execute("""
                with handed as (
                  insert into app.api_key (key_name, key_sha256, scopes, created_at)
                  values ('shop', sha256('x'), '{token}', now()) returning api_key_id)
                insert into app.token_handout
                  (api_key_id, component_appid, merchant_appid, generation, address, first_at, last_at, times)
                select api_key_id, '%s', merchant, 7, '10.0.0.1', now(), now(), 2
                from handed, unnest(array['%s', '']) as merchant""".formatted(COMPONENT, MERCHANT));

        // when
        var kinds = timeline("kind");

        // then
        assertThat(kinds)
                .containsExactly(
                        "alert_delivered",
                        "alert_ended",
                        "alert_not_delivered",
                        "alert_raised",
                        "authorized",
                        "category_status_changed",
                        "first_seen",
                        "last_visit",
                        "push_received",
                        "push_received",
                        "refresh_token_refused",
                        "refresh_token_stored",
                        "snapshot",
                        "token_handed_out");
        assertThat(timeline("detail ->> 'key'")).contains("shop");
        assertThat(timeline("detail ->> 'status'")).contains("rejected");
        assertThat(timeline("detail::text")).noneMatch(detail -> detail.contains("null"));
    }

    @Test
    void whatAMerchantGrantsAndWithdrawsIsKept() {
        // given
        aMerchant().insert();

        // when
        change("permission_sets = '{3, 61}'");
        change("authorization_state = 'revoked', revoked_at = now()");
        change("merchant_name = '新名'");
        change("authorization_state = 'authorized', revoked_at = null");

        // then
        assertThat(events())
                .containsExactly(
                        "permission_sets_changed {\"lost\": [30], \"gained\": [61]}", "revoked {}", "authorized {}");
    }

    @Test
    void theFirstReadingOfAMerchantIsNoChange() {
        // given
        aMerchant()
                .with("facts_read_at", null)
                .with("permission_sets", new int[0])
                .insert();

        // when
        change("permission_sets = '{30}', facts_read_at = now()");

        // then
        assertThat(events()).containsExactly("authorized {}");
    }

    @Test
    void everyActOfAuthorizingIsOneRowWhoeverShowsOfItFirst() {
        // given: the push of a newcomer comes before a roster has it
        aMerchant().with("facts_read_at", null).insert();
        change("facts_read_at = '2026-11-22T12:00:05Z'");
        change("authorized_at = '2026-11-22T12:00:00Z'");

        // when: it authorizes anew, once without withdrawing and once after, found by the roster and by the push
        change("authorized_at = '2026-11-22T13:00:00Z'");
        change("facts_read_at = '2026-11-22T13:30:00Z'");
        change("authorization_state = 'revoked', revoked_at = '2026-11-22T14:00:00Z'");
        change("authorized_at = '2026-11-22T15:00:00Z'");
        change("authorization_state = 'authorized', revoked_at = null, facts_read_at = '2026-11-22T15:10:00Z'");
        change("authorization_state = 'revoked', revoked_at = '2026-11-22T16:00:00Z'");
        change("authorization_state = 'authorized', revoked_at = null, facts_read_at = '2026-11-22T16:01:07Z'");
        change("authorized_at = '2026-11-22T16:01:00Z'");

        // then
        assertThat(database.rows("select at from app.merchant_event where kind = 'authorized' order by event_id"))
                .extracting(row -> row.get("at").toString())
                .containsExactly(
                        "2026-11-22T12:00:05Z", "2026-11-22T13:00:00Z", "2026-11-22T15:00:00Z", "2026-11-22T16:01:07Z");
    }

    @Test
    void nothingIsCalledUnknownThatIsNotThereAndANumberStaysANumber() {
        // given
        var merchant = aMerchant().insert();
        var snapshot = aSnapshot(merchant).insert();
        anAddition(merchant, snapshot, 7, NOON).insert();
        aRemoval(merchant, snapshot, 7, ONE).insert();

        // then
        assertThat(
                        timeline(
                                "kind || ' ' || coalesce(detail ->> 'previous_status', '-') || ' ' || coalesce(detail ->> 'status', '-')"))
                .contains("category_added - 7", "category_removed 7 -");
    }

    @Test
    void visitsThatEndOtherwiseThanTheOneBeforeAreKept() {
        // given
        var merchant = aMerchant().insert();
        aVisit(merchant, aSnapshot(merchant).insert()).insert();

        // when
        visit("unchanged", "null");
        visit("changed", "null");
        visit("failed", "-1");
        visit("failed", "-1");
        visit("deferred", "61004");
        visit("failed", "-1");
        visit("failed", "40066");
        visit("deferred", "null");
        visit("changed", "null");
        visit("deferred", "null");
        visit("unchanged", "null");

        // then
        assertThat(events())
                .containsExactly(
                        "visit_turned {\"errcode\": -1, \"outcome\": \"failed\", \"walk_id\": 1}",
                        "visit_turned {\"errcode\": 40066, \"outcome\": \"failed\", \"walk_id\": 1}",
                        "visit_turned {\"outcome\": \"read\", \"walk_id\": 1}");
    }

    private static void change(String assignments) {
        database.execute("update app.merchant set " + assignments);
    }

    private static void visit(String outcome, String errcode) {
        database.execute("update app.merchant_visit set outcome = '%s', errcode = %s".formatted(outcome, errcode));
    }

    private static List<String> events() {
        return database
                .rows("select kind || ' ' || detail::text as event from app.merchant_event order by event_id")
                .stream()
                .map(row -> (String) row.get("event"))
                .toList();
    }

    private static List<String> timeline(String expression) {
        return database
                .rows(
                        "select " + expression
                                + " as value from reporting.merchant_timeline where merchant_appid = ? order by kind",
                        MERCHANT)
                .stream()
                .map(row -> (String) row.get("value"))
                .toList();
    }
}
