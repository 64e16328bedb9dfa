package dev.catwalk.lab.drill;

import dev.catwalk.lab.surroundings.Node;
import dev.catwalk.lab.surroundings.Ports;
import dev.catwalk.lab.wxjava.CatwalkConfigStorage;
import dev.catwalk.lab.wxjava.OldSystem;
import dev.catwalk.simulator.FreePort;
import dev.catwalk.simulator.SimulatedComponent;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.merchant.AuditDecision;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.simulator.push.PushTargets;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * The move from a WxJava application to Catwalk, in the four steps of moving-in.md, and back. The application calls for every
 * merchant all the time, and after each step {@link MoveCounts} must be right.
 */
final class MovingIn implements Drill {
    private static final String SOURCE = "catwalk.component.token-source.";
    private static final String EVENTS_RELAY = "catwalk.push.relay.events.";
    private static final String MESSAGES_RELAY = "catwalk.push.relay.messages.";
    private static final String KEY_NAME = "old-system";
    private static final List<String> WHILE_BORROWED = List.of("token source", "component token");
    private final int apiPort = FreePort.any();
    private final String oldAddress = "http://" + Ports.HOST + ":" + FreePort.any();
    private OldSystem old;
    private MoveCounts counts;

    @Override
    public void prepare(Stage stage) throws IOException {
        SimulatedComponent component = stage.platform().component();
        old = OldSystem.start(
                URI.create(oldAddress).getPort(),
                component.credentials(),
                stage.platform().uri());
        stage.add(old);
        counts = new MoveCounts(stage, old);
        pushToOldSystem(stage);
        component.pushTicketNow().join();
        old.open();
        stage.narration().well("the old system, a WxJava application, owns the tokens of " + component.appid());
        configure(stage.node());
        borrow(stage.node());
        stage.narration()
                .act("step 1: start Catwalk with catwalk.component.tokens=borrowed, without secret and push token");
    }

    private void pushToOldSystem(Stage stage) {
        stage.platform()
                .component()
                .pushTo(new PushTargets(oldAddress + "/wx/events", oldAddress + "/wx/$APPID$/callback"));
    }

    private void configure(Node node) {
        node.configure("catwalk.api.port", Integer.toString(apiPort));
        node.configure("catwalk.api.host", Ports.HOST);
        node.configure("catwalk.alert.webhook.allow-private-addresses", "true");
        // Newcomers whose pushes Catwalk does not see.
        node.configure("catwalk.merchant.roster-schedule", "0/5 * * * * ?");
        node.remove("catwalk.component.push-token");
        node.remove("catwalk.component.encoding-aes-key");
    }

    private void borrow(Node node) {
        node.remove("catwalk.component.secret");
        node.configure("catwalk.component.tokens", "borrowed");
        node.configure(SOURCE + "component-url", oldAddress + "/tokens/{component_appid}");
        node.configure(SOURCE + "merchant-url", oldAddress + "/tokens/{component_appid}/{merchant_appid}");
        node.configure(SOURCE + "token-pointer", "/data/token");
        node.configure(SOURCE + "expires-pointer", "/data/expires_in");
        node.configure(SOURCE + "header.\"X-Api-Key\"", OldSystem.KEY);
    }

    @Override
    public String play(Stage stage) {
        stage.examineWell(WHILE_BORROWED);
        counts.requireRefreshes(1, 1);
        renew(stage);

        readFromCatwalk(stage);
        stage.examineWell(WHILE_BORROWED);
        renew(stage);

        movePushes(stage);
        stage.examineWell(List.of("token source", "component token", "relays"));
        renew(stage);

        own(stage);
        stage.examineWell(List.of("verify ticket", "component token", "relays"));

        goBackToBorrowing(stage);
        stage.examineWell(List.of("token source", "component token", "relays"));
        goBackToTheBeginning(stage);
        return "a component moves to Catwalk in four steps and back: every call of the old system succeeded, every push arrived, and"
                + " each token was refreshed by its owner alone, once";
    }

    /** The owner gets new tokens, and what the other system holds dies. */
    private void renew(Stage stage) {
        old.refreshAll();
        stage.narration().note("the old system renews all tokens, as it does every two hours, and those before die");
        counts.requireRefreshes(1, 1);
    }

    private void readFromCatwalk(Stage stage) {
        Narration narration = stage.narration();
        narration.act("step 2: catwalk apikeys create " + KEY_NAME
                + " --scope token,component-token; the old system reads its tokens by CatwalkConfigStorage");
        String key = stage.node()
                .command("apikeys", "create", KEY_NAME, "--scope", "token,component-token")
                .getLast();
        ComponentCredentials component = stage.platform().component().credentials();
        old.readFrom(
                new CatwalkConfigStorage(URI.create("http://" + Ports.HOST + ":" + apiPort), component.appid(), key));
        long merchants = stage.platform().component().merchantCount();
        stage.patience()
                .until(
                        "a token of every merchant in reporting.token_handout",
                        () -> stage.reports().number(HANDED_OUT) == merchants);
        narration.seen("reporting.token_handout: " + KEY_NAME + " was handed tokens of " + merchants + " merchants");
    }

    private static final String HANDED_OUT = """
            select count(distinct merchant_appid) from reporting.token_handout where key_name = 'old-system'
            """;

    private void movePushes(Stage stage) {
        Narration narration = stage.narration();
        SimulatedComponent component = stage.platform().component();
        narration.act(
                "step 3: catwalk.push.relay.* = the old system's addresses, push-token, encoding-aes-key; restart;"
                        + " then enter Catwalk's two addresses in the platform's console");
        Node node = stage.node();
        node.configure("catwalk.component.push-token", component.credentials().pushToken());
        node.configure(
                "catwalk.component.encoding-aes-key", component.credentials().encodingAesKey());
        node.configure(EVENTS_RELAY + "url", oldAddress + "/wx/events");
        node.configure(MESSAGES_RELAY + "url", oldAddress + "/wx/{merchant_appid}/callback");
        node.configure(MESSAGES_RELAY + "customer-messages", "through");
        handOnAll(node);
        restart(stage);
        component.pushTo(stage.ports().pushTargets(component.credentials()));
        counts.requireRefreshes(0, 0);
        pushEachKind(stage, "wx00000000000abc01");
        counts.requireCodesUsed(1);
    }

    private static void handOnAll(Node node) {
        node.configure(
                EVENTS_RELAY + "events", "component_verify_ticket,authorized,updateauthorized,unauthorized,notify_*");
    }

    private void own(Stage stage) {
        Narration narration = stage.narration();
        narration.act(
                "step 4: the old system stops refreshing; catwalk.component.tokens=own, .secret; codes and tickets are handed"
                        + " on no more; restart");
        old.stopOwning();
        Node node = stage.node();
        node.terminate();
        Stream.of("component-url", "merchant-url", "token-pointer", "expires-pointer", "header.\"X-Api-Key\"")
                .forEach(name -> node.remove(SOURCE + name));
        node.configure("catwalk.component.tokens", "own");
        node.configure(
                "catwalk.component.secret",
                stage.platform().component().credentials().secret());
        node.configure(EVENTS_RELAY + "events", "unauthorized");
        narration.note("the drill moves the end of all tokens to now, so that Catwalk needs others at once");
        stage.reports().change("update app.component_token set access_token_expires_at = now()");
        stage.reports().change("update app.merchant_token set access_token_expires_at = now()");
        start(stage);
        counts.requireRefreshes(1, 1);
        counts.handOn(type -> !List.of("component_verify_ticket", "authorized").contains(type));
        pushEachKind(stage, "wx00000000000abc02");
        counts.handOn(_ -> true);
        counts.requireCodesUsed(2);
    }

    private void goBackToBorrowing(Stage stage) {
        Narration narration = stage.narration();
        narration.act(
                "back to step 3: catwalk.component.tokens=borrowed, restart; then the old system refreshes again, with the next"
                        + " ticket");
        borrow(stage.node());
        handOnAll(stage.node());
        restart(stage);
        stage.pushTicket();
        counts.awaitPushes();
        old.ownAgain();
        counts.requireRefreshes(1, 1);
    }

    private void goBackToTheBeginning(Stage stage) {
        Narration narration = stage.narration();
        narration.act("back to step 2: enter the old addresses in the platform's console");
        pushToOldSystem(stage);
        pushEachKind(stage, "wx00000000000abc03");
        counts.requireCodesUsed(3);

        narration.act("back to step 1: the old system reads its own tokens; catwalk apikeys revoke " + KEY_NAME);
        old.readOwn();
        stage.node().command("apikeys", "revoke", KEY_NAME);
        counts.requireRefreshes(0, 0);
        renew(stage);
        stage.examineWell(WHILE_BORROWED);

        narration.act("back to the beginning: stop Catwalk");
        stage.node().terminate();
        counts.awaitCallsOfTheOldSystem();
    }

    private static void restart(Stage stage) {
        stage.node().terminate();
        start(stage);
    }

    private static void start(Stage stage) {
        Node node = stage.node();
        node.start();
        stage.patience().until(node.name() + " is ready", Patience.OF_STARTS, node::isReady);
    }

    /** A ticket, a decision and a newcomer. */
    private void pushEachKind(Stage stage, String newcomer) {
        SimulatedComponent component = stage.platform().component();
        SimulatedMerchant merchant = component.merchants(0, 1).getFirst();
        stage.pushTicket();
        merchant.submit(21, 1);
        merchant.decide(21, 1, AuditDecision.approved()).join();
        component.authorize(MerchantProfile.miniProgram(newcomer), Announcement.PUSHED);
        stage.patience().until("the visit of " + newcomer, () -> stage.reports().number(READ, newcomer) == 1);
        counts.awaitPushes();
    }

    private static final String READ = """
            select count(*) from reporting.merchant_coverage where merchant_appid = ? and last_outcome in ('changed', 'unchanged')
            """;
}
