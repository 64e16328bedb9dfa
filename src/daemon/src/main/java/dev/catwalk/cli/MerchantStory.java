package dev.catwalk.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.platform.TokenOwner;
import dev.catwalk.schedule.Schedules;
import dev.catwalk.token.TokenConfig;
import dev.catwalk.visit.WalkScope;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** The state of a merchant and what happened to it, from the database alone. */
@Singleton
class MerchantStory {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Jdbi jdbi;
    private final TokenConfig tokens;
    private final Components components;

    MerchantStory(Jdbi jdbi, TokenConfig tokens, Components components) {
        this.jdbi = jdbi;
        this.tokens = tokens;
        this.components = components;
    }

    /** @param at in UTC, whole seconds */
    record Event(String at, String kind, JsonNode detail) {}

    private static final String EVENTS = """
            select at, kind, detail from reporting.merchant_timeline
            where component_appid = :component and merchant_appid = :merchant
            order by at desc, array_position(array[
                'problem_act', 'alert_ended', 'alert_delivered', 'alert_not_delivered', 'alert_raised', 'problem_closed',
                'problem_opened', 'last_visit', 'visit_turned', 'category', 'snapshot', 'tags_changed', 'refresh_token_refused', 'refresh_token_stored', 'permission_sets_changed', 'revoked', 'authorized',
                'first_seen', 'token_handed_out', 'push_relayed', 'push_not_relayed', 'push_received'],
              case when kind like 'category\\_%' then 'category' else kind end),
              (detail ->> 'change_id')::bigint desc, (detail ->> 'alert_id')::bigint desc, detail
            limit :limit
            """;

    /** The newest first; of one instant, what follows from the others first. */
    List<Event> events(MerchantRef merchant, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(EVENTS)
                .bind("component", merchant.component().value())
                .bind("merchant", merchant.appid().value())
                .bind("limit", limit)
                .map((row, context) -> new Event(
                        UtcTime.text(row.getTimestamp("at")), row.getString("kind"), json(row.getString("detail"))))
                .list());
    }

    private static final String STANDING = """
            select c.*, v.hold_until, t.generation, t.refresh_token is not null as renewable, t.access_token_expires_at,
              t.refused_at, t.refused_errcode,
              (select to_timestamp(next_fire_time / 1000) from quartz.qrtz_triggers
                where trigger_name = :walk and next_fire_time > 0 limit 1) as next_walk_at,
              (select to_timestamp(next_fire_time / 1000) from quartz.qrtz_triggers
                where trigger_name = :roster and next_fire_time > 0 limit 1) as next_roster_at,
              (select count(*) from app.category where merchant_id = m.merchant_id) as categories,
              (select count(*) from app.category where merchant_id = m.merchant_id and audit_status = 1) as under_review,
              (select count(*) from app.category where merchant_id = m.merchant_id and audit_status = 2) as rejected,
              (select count(*) from app.category where merchant_id = m.merchant_id and expired) as expired
            from app.merchant m
            join reporting.merchant_coverage c using (component_appid, merchant_appid)
            left join app.merchant_visit v using (merchant_id)
            left join app.merchant_token t using (merchant_id)
            where m.merchant_id = :id
            """;

    /** The present state and what happens next, in the order of the report. */
    Map<String, String> standing(MerchantRef merchant) {
        return jdbi.withHandle(handle -> handle.createQuery(STANDING)
                .bind("id", merchant.id())
                .bind("walk", Schedules.walkName(WalkScope.ALL))
                .bind("roster", Schedules.rosterName(merchant.component()))
                .map((row, context) -> standing(row))
                .one());
    }

    private Map<String, String> standing(ResultSet row) throws SQLException {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("merchant", row.getString("merchant_appid"));
        lines.put("name", orElse(row.getString("merchant_name"), "not known yet"));
        lines.put("principal", orElse(row.getString("principal_name"), "not known yet"));
        lines.put("component", row.getString("component_appid"));
        lines.put(
                "authorization",
                row.getString("authorization_state") + ", permission sets " + row.getString("permission_sets"));
        lines.put("token", token(row));
        lines.put("last_visit", lastVisit(row));
        lines.put(
                "categories",
                "%d, %d under review, %d rejected, %d expired"
                        .formatted(
                                row.getInt("categories"),
                                row.getInt("under_review"),
                                row.getInt("rejected"),
                                row.getInt("expired")));
        lines.put("next", next(row));
        return lines;
    }

    private Optional<TokenOwner> owner(ResultSet row) throws SQLException {
        return components
                .find(new ComponentAppId(row.getString("component_appid")))
                .filter(Component::isBorrowed)
                .map(TokenOwner::of);
    }

    private String token(ResultSet row) throws SQLException {
        Optional<TokenOwner> owner = owner(row);
        if (owner.isPresent()) {
            return "borrowed from " + owner.get() + ": " + present(row);
        }
        if (row.getTimestamp("refused_at") != null) {
            return "refresh token refused at %s (errcode %s): the merchant must authorize again unless the platform offers another"
                    .formatted(
                            UtcTime.text(row.getTimestamp("refused_at")),
                            orElse(row.getString("refused_errcode"), "none"));
        }
        if (!row.getBoolean("renewable")) {
            return "no refresh token is stored; the next visit asks the platform for one";
        }
        return present(row);
    }

    private static String present(ResultSet row) throws SQLException {
        Timestamp expires = row.getTimestamp("access_token_expires_at");
        return "generation %s, access token %s"
                .formatted(
                        orElse(row.getString("generation"), "none"),
                        expires == null ? "not asked for yet" : "until " + UtcTime.text(expires));
    }

    private static String lastVisit(ResultSet row) throws SQLException {
        if (row.getTimestamp("last_visited_at") == null) {
            return "none yet";
        }
        String errcode = row.getString("last_errcode");
        String rid = row.getString("last_rid");
        return UtcTime.text(row.getTimestamp("last_visited_at"))
                + " " + row.getString("last_outcome")
                + (errcode == null ? "" : " errcode=" + errcode)
                + (rid == null ? "" : " rid=" + rid)
                + ", last success " + UtcTime.text(row.getTimestamp("last_succeeded_at"), "never")
                + ", failures since then " + row.getInt("consecutive_failures");
    }

    private String next(ResultSet row) throws SQLException {
        if (!row.getBoolean("eligible")) {
            return "no call: " + row.getString("ineligible_reason") + "; " + triedAgain(row);
        }
        Timestamp walk = row.getTimestamp("next_walk_at");
        String visit = walk == null
                ? "no walk over all merchants is scheduled"
                : "visited by the walk of " + UtcTime.text(walk);
        Timestamp hold = row.getTimestamp("hold_until");
        return hold == null ? visit : visit + ", if that is after " + UtcTime.text(hold) + ": left alone until then";
    }

    /** What a visit found holds for a while, or until a refresh token turns up; the rest is the roster's to find out. */
    private String triedAgain(ResultSet row) throws SQLException {
        Timestamp hold = row.getTimestamp("hold_until");
        if (hold != null) {
            return "tried again by the first walk after " + UtcTime.text(hold);
        }
        Timestamp refused = row.getTimestamp("refused_at");
        return switch (row.getString("ineligible_reason")) {
            case "token_lost" ->
                refused == null
                        ? "tried again by the next walk"
                        : "the first walk after "
                                + UtcTime.text(refused.toInstant().plus(tokens.recoveryPause()));
            case "not_permitted", "not_supported" -> "tried again by the next walk";
            default -> {
                Timestamp roster = row.getTimestamp("next_roster_at");
                yield "checked again when a push says that it authorized"
                        + (roster == null ? "" : ", and by the roster of " + UtcTime.text(roster));
            }
        };
    }

    private static String orElse(String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL's jsonb is not JSON", e);
        }
    }
}
