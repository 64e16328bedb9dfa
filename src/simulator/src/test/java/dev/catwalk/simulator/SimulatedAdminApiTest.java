package dev.catwalk.simulator;

import static dev.catwalk.simulator.Simulation.MERCHANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin API, as a script would use it. */
class SimulatedAdminApiTest {
    private final PushReceiver receiver = new PushReceiver();
    private final Simulation simulation =
            new Simulation(options -> options.merchants(3).pushTargets(receiver.targets()));
    private final PlatformClient client = simulation.client;

    @AfterEach
    void stop() {
        simulation.close();
        receiver.close();
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return client.raw(client.request("/simulator/" + path)
                .method(method, HttpRequest.BodyPublishers.ofString(body == null ? "" : body)));
    }

    private JsonNode call(String method, String path, String body) {
        HttpResponse<String> response = send(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return PlatformClient.json(response);
    }

    private JsonNode newcomer(String more) {
        return call("POST", "merchants", "{\"appid\":\"" + MERCHANT + "\",\"notice\":\"lost\"" + more + "}");
    }

    @Test
    void truthOfEveryMerchantIsShown() {
        // when
        JsonNode page = call("GET", "merchants?offset=1&count=2", null);
        JsonNode one = call("GET", "truth/" + page.at("/0/appid").asText(), null);
        // then
        assertThat(page).hasSize(2);
        assertThat(one).isEqualTo(page.get(0));
        assertThat(one.path("account_type").asText()).isEqualTo("mini_program");
        assertThat(one.at("/categories/0").has("audit_status")).isTrue();
    }

    @Test
    void newcomerIsWhatTheScriptDescribes() {
        // when
        JsonNode truth = newcomer(
                ",\"permission_sets\":[17,61],\"name\":\"示例\",\"standing\":\"frozen\",\"categories\":[{\"first\":8,\"second\":39,\"audit_status\":2,\"audit_reason\":\"资质不符\"}]");
        // then
        assertThat(truth.path("name").asText()).isEqualTo("示例");
        assertThat(truth.path("permission_sets").toString()).isEqualTo("[17,61]");
        assertThat(truth.at("/categories/0/audit_reason").asText()).isEqualTo("资质不符");
        assertThat(truth.path("getcategory_errcode").asInt()).isEqualTo(50002);
    }

    @Test
    void hookThatPushesShowsWhatBecameOfThePush() {
        // given
        newcomer("");
        call("POST", "merchants/" + MERCHANT + "/submit", "{\"first\":8,\"second\":39}");
        // when
        JsonNode push = call(
                "POST",
                "merchants/" + MERCHANT + "/decide",
                "{\"first\":8,\"second\":39,\"audit_status\":2,\"reason\":\"资质不符\",\"list_lag\":\"10s\"}");
        // then
        assertThat(push.path("outcome").asText()).isEqualTo("accepted");
        assertThat(receiver.received().getLast().inner("Event")).isEqualTo("wxa_category_audit");
        assertThat(call("GET", "history/" + MERCHANT, null).at("/1/kind").asText())
                .isEqualTo("status_changed");
        assertThat(call("GET", "pushes", null).findValuesAsText("type")).contains("wxa_category_audit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "remove|{\"first\":8,\"second\":39}",
                "rename|{\"first\":8,\"second\":39,\"first_name\":\"教\",\"second_name\":\"民\"}",
                "quota|{\"limit\":1,\"quota\":0,\"category_limit\":2}",
                "standing|{\"standing\":\"banned\"}",
                "register-type|{\"refused\":true}",
                "grant|{\"permission_sets\":[17]}",
                "put|{\"first\":8,\"second\":590,\"audit_status\":7}",
                "unauthorize|{\"notice\":\"lost\"}",
                "reauthorize|{}",
                "invalidate-tokens|{}",
                "push-event|{\"event\":\"debug_demo\",\"fields\":{\"n\":1,\"s\":\"x\"}}"
            })
    void everyMerchantHookIsReachable(String hook, String body) {
        // given
        newcomer(",\"categories\":[{\"first\":8,\"second\":39}]");
        // when, then
        call("POST", "merchants/" + MERCHANT + "/" + hook, body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "push-ticket|",
                "push-unknown|{\"info_type\":\"notify_of_tomorrow\",\"fields\":{\"status\":0}}",
                "renew-ticket|",
                "stop-tickets|",
                "refuse-ip|",
                "allow-ip|",
                "unpublish|",
                "publish|",
                "reset-secret|{\"secret\":\"another\"}",
                "rotate-key|{\"key\":\"newWechatOpenPlatformKey0123456789ABCDEFGHI\",\"previous_share\":0.5}",
                "invalidate-tokens|",
                "push-to|{\"authorization_events\":\"http://127.0.0.1:9/\"}",
                "advance-reviews|",
                "pause-pushes|",
                "resume-pushes|",
                "resume-pushes-reversed|",
                "double-pushes|{\"count\":1}",
                "lose-pushes|{\"count\":1}"
            })
    void everyComponentHookIsReachable(String hook, String body) {
        call("POST", "component/" + hook, body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"effect\":\"errcode\",\"errcode\":45009,\"until\":\"midnight\"}",
                "{\"effect\":\"status\",\"status\":500,\"share\":0.1}",
                "{\"effect\":\"delay\",\"duration\":\"50ms\",\"times\":3}",
                "{\"effect\":\"reset\",\"merchant\":\"wxaaaaaaaaaaaaaaaa\"}",
                "{\"effect\":\"empty\"}",
                "{\"effect\":\"truncated\"}",
                "{\"effect\":\"html\"}",
                "{\"effect\":\"content_type\",\"content_type\":\"text/plain\"}",
                "{\"effect\":\"shape\",\"shape\":\"categories_null\",\"api\":\"getcategory\"}"
            })
    void everyFaultIsScriptable(String body) {
        // when
        long id = call("POST", "faults", body).path("id").asLong();
        // then
        assertThat(call("GET", "faults", null)).hasSize(1);
        assertThat(call("DELETE", "faults/" + id, null)).isEmpty();
    }

    @Test
    void heldCallIsSeenAndReleasedByScript() {
        // given
        String appid =
                simulation.platform.component().merchants(0, 1).getFirst().appid();
        String token = client.merchantToken(appid);
        long id = call("POST", "faults", "{\"effect\":\"hold\",\"api\":\"getcategory\"}")
                .path("id")
                .asLong();
        boolean before = call("GET", "faults", null).at("/0/arrived").asBoolean();
        var held = client.getCategoryLater(token);
        await().until(() -> call("GET", "faults", null).at("/0/arrived").asBoolean());
        // when
        call("DELETE", "faults/" + id, null);
        // then
        assertThat(before).isFalse();
        assertThat(held.join().path("errcode").asInt(-2)).isZero();
    }

    @Test
    void callsAreCountedForScripts() {
        // given
        String appid =
                simulation.platform.component().merchants(0, 1).getFirst().appid();
        client.getCategory(client.merchantToken(appid));
        // when
        JsonNode all = call("GET", "calls", null);
        JsonNode one = call("GET", "calls/" + appid, null);
        // then
        assertThat(all.at("/answered/getcategory/0").asInt()).isEqualTo(1);
        assertThat(all.path("total").asInt()).isEqualTo(3);
        assertThat(one.at("/calls/api_authorizer_token").asInt()).isEqualTo(1);
        assertThat(one.path("most_refreshes_in_flight").asInt()).isEqualTo(1);
        assertThat(call("DELETE", "calls", null).path("total").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|faults|{\"effect\":\"boom\"}|400|effect: one of",
                "POST|faults|{\"effect\":\"errcode\"}|400|errcode: a whole number is needed",
                "POST|faults|{\"effect\":\"empty\",\"api\":\"nothing\"}|400|api: no such call: nothing",
                "POST|faults|{\"effect\":\"empty\",\"merchant\":\"me\"}|400|merchant: not an appid",
                "POST|faults|{\"effect\":\"empty\",\"share\":2}|400|share: a share from 0 to 1 is needed",
                "POST|faults|{\"effect\":\"empty\",\"until\":\"noon\"}|400|until: ",
                "POST|faults|{\"effect\":\"shape\",\"shape\":\"round\"}|400|shape: one of",
                "POST|faults|no json|400|the body is not a JSON object",
                "POST|merchants|{\"appid\":\"x\"}|400|appid: not an appid",
                "POST|merchants|{\"appid\":\"wxaaaaaaaaaaaaaaaa\",\"permission_sets\":\"30\"}|400|permission_sets: a list is needed",
                "POST|merchants/wxaaaaaaaaaaaaaaaa/submit|{}|404|no such merchant",
                "POST|component/explode|{}|404|no such hook: explode; known: [advance-reviews, allow-ip",
                "POST|component/rotate-key|{\"key\":\"short\"}|400|key: an EncodingAESKey has 43",
                "POST|component/push-to|{\"messages\":\"http://127.0.0.1/\"}|400|the message URL lacks the literal $APPID$",
                "GET|merchants?count=100000||400|count: a whole number up to 1000 is needed",
                "GET|merchants?component=wx0||404|no such component: wx0",
                "GET|nothing||404|no such address: GET /simulator/nothing",
                "PUT|faults||404|no such address"
            })
    void wrongRequestsGetWhatIsWrong(String method, String path, String body, int status, String message) {
        // when
        HttpResponse<String> response = send(method, path, body);
        // then
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(PlatformClient.json(response).path("error").asText()).contains(message.strip());
    }
}
