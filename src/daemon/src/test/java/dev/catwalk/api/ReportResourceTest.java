package dev.catwalk.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.api.ApiClient.Answered;
import dev.catwalk.api.ApiKey.Bounds;
import dev.catwalk.api.ApiKeys.Terms;
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
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
