package dev.catwalk.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.api.ApiClient.Answered;
import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys.Terms;
import dev.catwalk.api.ReportResource.Report;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.merchant.Tags;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.Worker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class ReportResourceTest {
    private static final Path DOCUMENT = Path.of("../../src/docs/openapi.yaml");

    @Inject
    Worker worker;

    @Inject
    ApiClient client;

    @Inject
    Jdbi jdbi;

    @Inject
    ReportResource reports;

    @ParameterizedTest
    @CsvSource({
        "problems, select count(*) from reporting.problem",
        "changes,  select count(*) from reporting.audit_change",
        "merchants, select count(*) from reporting.merchant_coverage",
        "walks, select count(*) from reporting.walk"
    })
    void thePagesTogetherAreTheViewAndNoRowComesTwice(String address, String count) {
        // given
        fill();
        String key = client.key(Scope.READ);

        // when
        List<JsonNode> rows = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    client.get(key, "/api/v1/" + address + "?limit=3" + cursor).body();
            page.path("items").forEach(rows::add);
            cursor = page.path("next_cursor").isNull()
                    ? null
                    : "&cursor=" + page.path("next_cursor").asText();
        } while (cursor != null);

        // then
        assertThat((long) rows.size()).isEqualTo(worker.value(count)).isPositive();
        assertThat(rows).doesNotHaveDuplicates();
    }

    /** Of what is prepared PostgreSQL keeps a plan for all filters, which reads whole tables. */
    @Test
    void noReportIsPreparedHoweverOftenItIsAskedFor() {
        // given
        fill();
        String key = client.key(Scope.READ);
        long problem = (long) worker.value("select max(problem_id) from reporting.problem");

        // when
        for (int i = 0; i < 12; i++) {
            client.get(key, "/api/v1/problems");
            client.get(key, "/api/v1/problems/" + problem);
        }

        // then
        List<Handle> sessions = Stream.generate(jdbi::open).limit(12).toList();
        try {
            assertThat(sessions).allSatisfy(session -> assertThat(session.createQuery(
                                    "select statement from pg_prepared_statements where statement like '%to_jsonb(v)%'")
                            .mapTo(String.class)
                            .list())
                    .isEmpty());
        } finally {
            sessions.forEach(Handle::close);
        }
    }

    @Test
    void sinceLeavesOutWhatWasBefore() {
        // given
        fill();
        String key = client.key(Scope.READ);
        Instant last =
                ((java.sql.Timestamp) worker.value("select max(observed_at) from reporting.audit_change")).toInstant();

        // when
        Answered from = client.get(key, "/api/v1/changes?since=" + last);
        Answered after = client.get(key, "/api/v1/changes?since=" + last.plusMillis(1));

        // then
        assertThat(from.body().path("items")).isNotEmpty();
        assertThat(after.body().path("items")).isEmpty();
    }

    @Test
    void aMerchantComesWithItsCategories() {
        // given
        SimulatedMerchant merchant = fill().getFirst();
        worker.walk(merchant);

        // when
        JsonNode items = client.get(client.key(Scope.READ), "/api/v1/merchants/" + merchant.appid())
                .body()
                .path("items");

        // then
        assertThat(items).hasSize(1);
        assertThat(items.get(0).path("authorization_state").asText()).isEqualTo("authorized");
        assertThat((long) items.get(0).path("categories").size())
                .isEqualTo(worker.value(
                        "select count(*) from reporting.category_audit where merchant_appid = ?", merchant.appid()));
    }

    @Test
    void aBoundKeyReadsOfItsMerchantsOnly() {
        // given
        String appid = fill().getFirst().appid();
        String elsewhere = key("elsewhere", Optional.of(new ComponentAppId("wxeeeeeeeeeeeeeeee")), List.of());
        String otherSets = key("other sets", Optional.empty(), List.of(999));
        String otherTags = key("other tags", new Bounds(Optional.empty(), List.of(), new Tags(Map.of("owner", "li"))));

        // then
        for (String key : List.of(elsewhere, otherSets, otherTags)) {
            assertThat(List.of("problems", "changes", "merchants")).allSatisfy(address -> assertThat(
                            client.get(key, "/api/v1/" + address).body().path("items"))
                    .isEmpty());
            assertThat(client.get(key, "/api/v1/merchants/" + appid).isProblem(404))
                    .isTrue();
            assertThat(client.get(key, "/api/v1/walks").isProblem(403)).isTrue();
        }
        assertThat(client.get(client.key(Scope.TOKEN), "/api/v1/changes").isProblem(403))
                .isTrue();
    }

    /** Merchants as many as make the planner decide as it does about a million. */
    @Test
    void aKeyOfFewMerchantsReadsNoHistoryOfOthers() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        worker.jdbi().useHandle(handle -> handle.createScript("""
                        insert into app.merchant (component_appid, merchant_appid, created_at, tags)
                        select component_appid, 'wx' || lpad(to_hex(i), 16, '0'), now(),
                          case when i % 1000 = 0 then jsonb_build_object('shop', '71') else '{}' end
                        from app.component, generate_series(1, 10000) i;
                        insert into app.audit_change (merchant_id, first_id, second_id, change, audit_status, observed_at,
                          first_sight, snapshot_id, walk_id)
                        select merchant_id, 8, n, 'added', 1, now() - random() * interval '1 year', true, 1, 1
                        from app.merchant, generate_series(1, 5) n;
                        analyze app.merchant, app.audit_change
                        """).execute());
        Bounds bounds = new Bounds(Optional.empty(), List.of(), new Tags(Map.of("shop", "71")));
        List<Long> merchants = reports.merchants(bounds);

        // then
        assertThat(merchants).hasSize(10);
        for (Report report : List.of(ReportResource.CHANGES, ReportResource.MERCHANTS)) {
            String plan = plan(ReportResource.sql(report, bounds, merchants), bounds, merchants);
            assertThat(Pattern.compile("Rows Removed by Filter: (\\d+)")
                            .matcher(plan)
                            .results()
                            .mapToInt(found -> Integer.parseInt(found.group(1)))
                            .sum())
                    .as(plan)
                    .isLessThan(100);
        }
        assertThat(client.get(key("of a shop", bounds), "/api/v1/changes?limit=1000")
                        .body()
                        .path("items"))
                .extracting(item -> item.path("change_id").asLong())
                .isEqualTo(worker.rows("""
                                select change_id from reporting.audit_change join reporting.merchant_coverage
                                  using (component_appid, merchant_appid)
                                where tags @> '{"shop": "71"}' order by observed_at, change_id limit 1000
                                """).stream()
                        .map(row -> row.get("change_id"))
                        .toList());
    }

    private String plan(String sql, Bounds bounds, List<Long> merchants) {
        return jdbi.withHandle(handle -> String.join(
                "\n",
                ReportResource.bind(handle.createQuery("explain (analyze) " + sql), bounds)
                        .configure(SqlStatements.class, statements -> statements.setUnusedBindingAllowed(true))
                        .bindArray("merchants", Long.class, merchants)
                        .bind("from", Instant.EPOCH)
                        .bind("key", "")
                        .bind("limit", 100)
                        .mapTo(String.class)
                        .list()));
    }

    private String key(String name, Optional<ComponentAppId> component, List<Integer> sets) {
        return key(name, new Bounds(component, sets, Tags.NONE));
    }

    private String key(String name, Bounds bounds) {
        return client.key(new Terms(name, Set.of(Scope.READ), bounds, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=-1",
                "limit=x",
                "since=yesterday",
                "since=-999999999-01-01T00:00:00Z",
                "since=%2B999999999-01-01T00:00:00Z",
                "cursor=x",
                "cursor=%00",
                "cursor=!!!!"
            })
    void aWrongParameterIsAProblem(String parameter) {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));

        // when
        Answered answer = client.get(client.key(Scope.READ), "/api/v1/changes?" + parameter);

        // then
        assertThat(answer.isProblem(400)).isTrue();
        assertThat(answer.body().path("detail").asText()).startsWith(parameter.split("=")[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "walks|2026-11-27T08:00:00Z|1",
                "changes|x|1",
                "changes|2026-11-27T08:00:00Z",
                "changes|+999999999-12-31T00:00:00Z|1",
                "changes|2026-11-27T08:00:00Z|\0"
            })
    void aCursorOfAnotherKindIsAProblem(String text) {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        String cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));

        // when
        Answered answer =
                client.get(client.key(Scope.READ), "/api/v1/changes?cursor=" + URLEncoder.encode(cursor, UTF_8));

        // then
        assertThat(answer.isProblem(400)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/merchants/%00",
                "/api/v1/components/wx5a5a5a5a5a5a5a5a/merchants/%00/access-token",
                "/api/v1/components/%00/access-token",
                "/api/v1/components/%00/merchants/wx0000000000000000/access-token"
            })
    void whatCanBeNoAppidIsUnknown(String path) {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));

        // then
        assertThat(client.get(client.key(Scope.values()), path).isProblem(404)).isTrue();
    }

    private static final String MERCHANT = ApiClient.COMPONENT + "/merchants/wx0000000000000000";

    /** Of each resource; the dollar is what comes to be odd. */
    private static final List<String> REQUESTS = List.of(
            "GET /api/v1/problems?cursor=$",
            "GET /api/v1/problems?since=$",
            "GET /api/v1/problems?limit=$",
            "GET /api/v1/problems?kind=$",
            "GET /api/v1/problems?state=$",
            "GET /api/v1/problems?owner=$",
            "GET /api/v1/problems?reason_group=$",
            "GET /api/v1/problems?category=$",
            "GET /api/v1/problems?tag=$",
            "GET /api/v1/problems?tag=key=$",
            "GET /api/v1/problems?days=$",
            "GET /api/v1/problems/$",
            "POST /api/v1/problems/$/acts {\"act\": \"reopen\"}",
            "POST /api/v1/problems/1/acts {\"act\": \"$\"}",
            "POST /api/v1/problems/1/acts {\"act\": \"wait\", \"until\": \"$\"}",
            "POST /api/v1/problems/1/acts {\"act\": \"assign\", \"owner\": \"$\"}",
            "POST /api/v1/problems/1/acts {\"act\": \"note\", \"note\": \"$\"}",
            "POST /api/v1/problems/1/acts {\"act\": \"reopen\", \"version\": \"$\"}",
            "GET /api/v1/changes?cursor=$",
            "GET /api/v1/changes?since=$",
            "GET /api/v1/walks?cursor=$",
            "GET /api/v1/walks?since=$",
            "GET /api/v1/merchants?cursor=$",
            "GET /api/v1/merchants/$",
            "GET /api/v1/components/$/access-token",
            "GET /api/v1/components/$/merchants/wx0000000000000000/access-token",
            "POST /api/v1/components/$/merchants/wx0000000000000000/nudge",
            "POST /api/v1/components/$/merchants/wx0000000000000000/links",
            "DELETE /api/v1/components/$/merchants/wx0000000000000000/links",
            "PATCH /api/v1/components/$/merchants/wx0000000000000000/tags {\"owner\": \"li\"}",
            "GET " + ApiClient.COMPONENT + "/merchants/$/access-token",
            "POST " + ApiClient.COMPONENT + "/merchants/$/nudge",
            "DELETE " + ApiClient.COMPONENT + "/merchants/$/links",
            "PATCH " + ApiClient.COMPONENT + "/merchants/$/tags {\"owner\": \"li\"}",
            "GET " + MERCHANT + "/access-token?min_ttl=-$",
            "POST " + MERCHANT + "/access-token/refusals {\"token_sha256\": \"$\", \"errcode\": 40001}",
            "POST " + MERCHANT + "/access-token/refusals {\"token_sha256\": \"" + "a".repeat(64)
                    + "\", \"errcode\": \"$\"}",
            "PATCH " + MERCHANT + "/tags {\"$\": \"li\"}",
            "PATCH " + MERCHANT + "/tags {\"owner\": \"$\"}",
            "PATCH " + MERCHANT + "/tags {\"$\": null}");

    private static final List<String> ODD = List.of(
            "",
            "\0",
            "\uDBFF",
            "😀".repeat(200),
            "-1",
            "99999999999999999999",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z");

    @Test
    void nothingThatIsSentMakesAResourceFail() {
        // given
        worker.begin(SimulatorOptions.builder().merchants(0));
        worker.jdbi().useHandle(handle -> handle.execute("""
                with merchant as (
                  insert into app.merchant (component_appid, merchant_appid, created_at)
                  select component_appid, 'wx0000000000000000', now() from app.component returning merchant_id)
                insert into app.problem (problem_id, merchant_id, first_id, second_id, kind, reason, opened_at, times_before)
                overriding system value select 1, merchant_id, 8, 39, 'rejected', '', now(), 0 from merchant"""));
        String key = client.key(Scope.values());

        // when
        List<String> failed = new ArrayList<>();
        for (String request : REQUESTS) {
            for (String odd : ODD) {
                if (client.send(key, request(request, odd)).status() >= 500) {
                    failed.add(request + " of " + odd);
                }
            }
        }

        // then
        assertThat(failed).isEmpty();
    }

    private HttpRequest.Builder request(String text, String odd) {
        String[] parts = text.split(" ", 3);
        String path = parts[1].replace("$", URLEncoder.encode(odd, UTF_8).replace("+", "%20"));
        String escaped = odd.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());
        return HttpRequest.newBuilder(URI.create(client.server() + path))
                .header("Content-Type", "application/json")
                .method(parts[0], BodyPublishers.ofString(parts.length < 3 ? "" : parts[2].replace("$", escaped)));
    }

    /** With {@code -Dopenapi.write=true} it is written. */
    @Test
    void theDocumentInTheRepositoryIsTheOneServed() throws IOException {
        // when
        String served = client.get("", "/openapi.yaml").response().body();

        // then
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(DOCUMENT, served);
        }
        assertThat(DOCUMENT).hasContent(served);
        assertThat(served)
                .contains("/access-token/refusals", "/api/v1/problems", "/nudge")
                .doesNotContain("/push");
    }

    private List<SimulatedMerchant> fill() {
        var platform =
                worker.beginKnowing(SimulatorOptions.builder().merchants(20).mix(MerchantMix.PLAIN));
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 20);
        worker.jdbi().useHandle(handle -> handle.execute("""
                insert into app.category (merchant_id, first_id, second_id, audit_status, status_since)
                select merchant_id, 900, 1, 2, date_trunc('minute', now()) from app.merchant
                """));
        return merchants;
    }
}
