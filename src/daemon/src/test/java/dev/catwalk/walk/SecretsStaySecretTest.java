package dev.catwalk.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.AuthorizationCode;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.encryption.EncryptedStore;
import dev.catwalk.encryption.ReEncryption;
import dev.catwalk.platform.PlatformException;
import dev.catwalk.simulator.IssuedSecrets;
import dev.catwalk.simulator.SimulatedMerchant;
import dev.catwalk.simulator.SimulatedPlatform;
import dev.catwalk.simulator.SimulatorOptions;
import dev.catwalk.simulator.call.Api;
import dev.catwalk.simulator.fault.Fault;
import dev.catwalk.simulator.fault.FaultEffect;
import dev.catwalk.simulator.merchant.MerchantMix;
import dev.catwalk.simulator.merchant.MerchantProfile;
import dev.catwalk.simulator.push.Announcement;
import dev.catwalk.simulator.push.ComponentCredentials;
import dev.catwalk.testing.CatwalkTestResource;
import dev.catwalk.testing.SettableClock;
import dev.catwalk.testing.Stored;
import dev.catwalk.testing.Worker;
import dev.catwalk.token.AuthorizerTokens;
import dev.catwalk.token.OfferedTokens;
import dev.catwalk.visit.WalkScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Promise 9: what a whole run with every kind of trouble leaves behind holds no secret but as ciphertext. */
@QuarkusTest
@WithTestResource(CatwalkTestResource.class)
class SecretsStaySecretTest {
    private static final int GENERATIONS = 40;

    @Inject
    Worker worker;

    @Inject
    Stored stored;

    @Inject
    AuthorizerTokens tokens;

    @Inject
    OfferedTokens offered;

    @Inject
    EncryptedStore encrypted;

    @Inject
    ReEncryption reEncryption;

    @Inject
    MeterRegistry metrics;

    private final CompleteLog log = new CompleteLog();
    private final List<String> exceptions = new ArrayList<>();
    private Level before;

    @BeforeEach
    void listen() {
        Logger ours = Logger.getLogger("dev.catwalk");
        before = ours.getLevel();
        ours.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(log);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(log);
        Logger.getLogger("dev.catwalk").setLevel(before);
        worker.jdbi().useHandle(handle -> handle.execute("drop function if exists app.refuse_token cascade"));
    }

    @Test
    void aRunFullOfTroubleLeavesNoSecretInTablesViewsLogsMetricsOrExceptions() {
        // given
        SimulatedPlatform platform = worker.beginKnowing(
                SimulatorOptions.builder().merchants(20).mix(MerchantMix.PLAIN).rotateRefreshTokens(true));
        SimulatedMerchant neverQueried =
                platform.component().authorize(MerchantProfile.miniProgram("wx1111111111111111"), Announcement.LOST);
        List<SimulatedMerchant> merchants = platform.component().merchants(0, 21);
        List<String> secrets = new ArrayList<>();

        // when
        answerNonsense(platform, merchants);
        walk();
        worker.readRoster();
        platform.faults().clear();
        walk();
        assertThat(stored.outcome(neverQueried)).isEqualTo("token_lost");
        reauthorize(platform, merchants.get(3), secrets);
        encrypted.age();
        refuseToStoreTokensOf(merchants.get(4));
        attempt(() -> reEncryption.activate(() -> false));
        attempt(() -> tokens.live(List.of(worker.ref(merchants.get(4))), () -> false));
        stopPlatform(platform, secrets);
        secrets.addAll(secretsOf(platform, merchants));

        // then
        assertThat(stored.outcome(merchants.getFirst())).isEqualTo("deferred");
        assertThat(secrets).hasSizeGreaterThan(1000).doesNotContainNull();
        assertThat(log.lines)
                .as("the log was heard")
                .anyMatch(line -> line.contains("the platform refuses every call"));
        assertThat(exceptions).isNotEmpty();
        assertHoldsNone("log", log.lines, secrets);
        assertHoldsNone("exceptions", exceptions, secrets);
        assertHoldsNone(
                "metrics",
                metrics.getMeters().stream()
                        .map(meter -> meter.getId().toString())
                        .toList(),
                secrets);
        for (String table : tables()) {
            assertHoldsNone(table, rowsAsText(table), secrets);
        }
    }

    private void answerNonsense(SimulatedPlatform platform, List<SimulatedMerchant> merchants) {
        List<FaultEffect> effects = List.of(
                new FaultEffect.EmptyBody(),
                new FaultEffect.TruncatedBody(),
                new FaultEffect.HtmlBody(),
                new FaultEffect.Reset(),
                new FaultEffect.HttpStatus(502),
                new FaultEffect.Refuse(
                        99_999, "quoting " + merchants.get(5).truth().refreshToken()));
        for (int i = 0; i < effects.size(); i++) {
            for (Api api : List.of(Api.AUTHORIZER_TOKEN, Api.GET_CATEGORY)) {
                platform.faults()
                        .add(Fault.of(effects.get(i))
                                .on(api)
                                .forMerchant(merchants
                                        .get(i + (api == Api.GET_CATEGORY ? 6 : 0))
                                        .appid()));
            }
        }
        platform.faults()
                .add(Fault.of(new FaultEffect.TruncatedBody())
                        .on(Api.COMPONENT_TOKEN)
                        .times(2));
    }

    private void walk() {
        SettableClock.INSTANCE.advance(Duration.ofHours(2));
        worker.walk(WalkScope.ALL);
    }

    private void reauthorize(SimulatedPlatform platform, SimulatedMerchant merchant, List<String> secrets) {
        merchant.reauthorize(Announcement.LOST);
        String code = IssuedSecrets.authorizationCode(platform, merchant);
        secrets.add(code);
        redeem(worker.ref(merchant), new AuthorizationCode(code));
        redeem(worker.ref(merchant), new AuthorizationCode(code));
        SimulatedMerchant other = platform.component().merchants(9, 1).getFirst();
        attempt(() ->
                redeem(worker.ref(other), new AuthorizationCode(IssuedSecrets.authorizationCode(platform, merchant))));
    }

    /** So that the statement fails that has everything in its arguments. */
    private void refuseToStoreTokensOf(SimulatedMerchant merchant) {
        worker.jdbi().useHandle(handle -> {
            handle.execute("""
                    create or replace function app.refuse_token() returns trigger language plpgsql as $$
                    begin if new.access_token is distinct from old.access_token then raise exception 'refused by the test: %', new; end if;
                    return new; end $$
                    """);
            handle.execute(
                    "create trigger refuse_token before update on app.merchant_token for each row when (new.merchant_id = "
                            + worker.ref(merchant).id() + ") execute function app.refuse_token()");
        });
        SettableClock.INSTANCE.advance(Duration.ofHours(2));
    }

    private void stopPlatform(SimulatedPlatform platform, List<String> secrets) {
        SettableClock.INSTANCE.advance(Duration.ofHours(2));
        worker.takeTicket();
        platform.component().invalidateAccessTokens();
        platform.component().resetSecret("another-secret-of-the-component");
        secrets.add("another-secret-of-the-component");
        worker.walk(WalkScope.ALL);
        attempt(worker::readRoster);
    }

    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            exceptions.add(text(e));
            assertThat(e instanceof PlatformException || e.getMessage() != null).isTrue();
        }
    }

    private static List<String> secretsOf(SimulatedPlatform platform, List<SimulatedMerchant> merchants) {
        ComponentCredentials component = ComponentCredentials.DEFAULT;
        List<String> secrets = new ArrayList<>();
        secrets.addAll(IssuedSecrets.accessTokens(platform, merchants, GENERATIONS));
        secrets.addAll(IssuedSecrets.refreshTokens(platform, merchants, GENERATIONS));
        secrets.addAll(List.of(
                component.secret(),
                component.encodingAesKey(),
                platform.component().ticket(),
                platform.component().credentials().pushToken()));
        return secrets;
    }

    private static void assertHoldsNone(String what, List<String> texts, List<String> secrets) {
        String all = String.join("\n", texts);
        assertThat(secrets.stream()
                        .filter(secret -> all.contains(secret)
                                || all.contains(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8))))
                        .map(secret -> secret.substring(0, Math.min(12, secret.length())) + "…"))
                .as("secrets in %s", what)
                .isEmpty();
    }

    private List<String> tables() {
        return worker
                .rows("select table_schema || '.' || table_name as name from information_schema.tables"
                        + " where table_schema in ('reporting', 'app', 'quartz')")
                .stream()
                .map(row -> (String) row.get("name"))
                .toList();
    }

    private List<String> rowsAsText(String table) {
        return worker.rows("select to_jsonb(t)::text as row from " + table + " t").stream()
                .map(row -> (String) row.get("row"))
                .toList();
    }

    private static String text(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Every record with its parameters and its whole stack trace. */
    private static final class CompleteLog extends Handler {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void publish(LogRecord entry) {
            String parameters = entry.getParameters() == null ? "" : Arrays.toString(entry.getParameters());
            String trace = entry.getThrown() == null ? "" : text(entry.getThrown());
            lines.add(entry.getLoggerName() + " " + entry.getMessage() + " " + parameters + " " + trace);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private void redeem(MerchantRef merchant, AuthorizationCode code) {
        offered.redeem(merchant.component(), merchant.appid(), code)
                .ifPresent(tokens -> offered.keep(merchant, tokens));
    }
}
