package dev.catwalk.startup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.encryption.Keyset;
import dev.catwalk.network.WebAddress;
import dev.catwalk.startup.Check.Problem;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.PropertiesLocationConfigSourceFactory;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartupChecksTest {
    private static final String KEY = "simWechatOpenPlatformKey0123456789ABCDEFGHI";
    private static final Map<String, String> RIGHT = Map.of(
            "quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost/catwalk",
            "quarkus.datasource.username", "catwalk",
            "quarkus.datasource.password", "hush-password",
            "catwalk.component.appid", "wx5a5a5a5a5a5a5a5a",
            "catwalk.component.secret", "hush-secret",
            "catwalk.component.push-token", "hush-token",
            "catwalk.component.encoding-aes-key", KEY,
            "catwalk.token.keyset", Keyset.generate());

    private final Map<String, String> properties = new HashMap<>(RIGHT);
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path folder;

    @Test
    void whatIsRightStarts() {
        assertThat(problems()).isEmpty();
    }

    /** As it lies there, and with every line that is commented out. */
    @ParameterizedTest
    @ValueSource(strings = {"", "(?m)^#(?=[a-z])"})
    void theFileToBeginWithIsRightButForTheKeyset(String taken) throws IOException {
        // given
        Properties file = new Properties();
        file.load(new StringReader(
                Files.readString(Path.of("../../deploy/application.properties")).replaceAll(taken, "")));
        properties.clear();
        file.forEach((name, value) -> properties.put(name.toString(), value.toString()));

        // then
        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly("catwalk.token.keyset-file: /etc/catwalk/keyset.json cannot be read");
    }

    @Test
    void everythingMissingIsNamedAtOnce() {
        // given
        properties.clear();

        // when
        List<Problem> problems = problems();

        // then
        assertThat(problems)
                .extracting(Problem::property)
                .containsExactly(
                        "quarkus.datasource.jdbc.url",
                        "quarkus.datasource.username",
                        "catwalk.component.appid",
                        "catwalk.component.secret",
                        "catwalk.component.push-token",
                        "catwalk.component.encoding-aes-key",
                        "catwalk.token.keyset-file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            quarkus.datasource.jdbc.url           | jdbc:mysql://localhost/catwalk
            catwalk.component.secret              | ''
            catwalk.component.secret              | 'hush '
            catwalk.component.secret              | hush hush
            catwalk.component.push-token          | ' hush'
            catwalk.component.encoding-aes-key    | tooShort
            catwalk.component.encoding-aes-key    | simWechatOpenPlatformKey0123456789ABCDEFGH+
            catwalk.component.previous-encoding-aes-key | simWechatOpenPlatformKey0123456789ABCDEFGH=
            catwalk.component.appid               | nonsense
            catwalk.component.appid               | wx5a5a5a5a5a5a5a5
            catwalk.component.appid               | wx5a5a5a5a5a5a5a5g
            catwalk.component.appid               | gh_5a5a5a5a5a5a5a5
            catwalk.component.secret              | ${NOT_THERE}
            quarkus.datasource.password           | ${NOT_THERE}
            quarkus.mailer.host                   | p${
            quarkus.mailer.host                   | mail.${x}
            catwalk.merchant.roster-schedule      | p${
            catwalk.merchant.roster-schedule      | 0 0 3 * * ? 2025
            catwalk.walk.schedule                 | 0 0 0 30 2 ?
            catwalk.walk.under-review-schedule    | 0 0 3 31 4,6,9,11 ?
            catwalk.platform.proxy                | https://proxy:443
            catwalk.platform.proxy                | http://proxy
            catwalk.alert.proxy                   | socks5://u:hush@proxy:1080
            catwalk.alert.webhook.url             | https://host:70000/hush
            catwalk.alert.webhook.url             | https://ho st/hush
            catwalk.alert.wecom.url               | http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hush
            catwalk.alert.dingtalk.url            | HTTP://oapi.dingtalk.com/robot/send?access_token=hush
            catwalk.platform.url                  | ftp://api.weixin.qq.com
            catwalk.platform.url                  | api.weixin.qq.com
            catwalk.platform.url                  | http://a b
            catwalk.platform.timeout              | soon
            catwalk.platform.timeout              | 0s
            catwalk.platform.timeout              | 999999999999999s
            catwalk.push.keep                     | 99999999999d
            catwalk.walk.schedule                 | 0 0 0 29 2 ? 2027
            catwalk.walk.schedule                 | OFF
            catwalk.platform.outage-patience      | a while
            catwalk.schedule-zone                 | Asia/Shanghay
            catwalk.token.keyset                  | not a keyset
            catwalk.token.keyset-kms-uri          | no-such-kms://key
            catwalk.token.refresh-margin          | -1s
            catwalk.merchant.permission-sets      | thirty
            catwalk.merchant.permission-sets      | 30,-1
            catwalk.merchant.permission-sets      | ''
            catwalk.merchant.roster-schedule      | daily
            catwalk.merchant.facts-age            | 7 days
            catwalk.walk.schedule                 | 0 * * * *
            catwalk.walk.schedule                 | ''
            catwalk.walk.schedule                 | ${no.such.property}
            catwalk.walk.under-review-schedule    | 75 * * * * ?
            catwalk.walk.concurrency              | 0
            catwalk.walk.concurrency              | many
            catwalk.walk.max-calls-per-second     | -5
            catwalk.walk.page-size                | 0
            catwalk.walk.unsupported-retest       | a week
            catwalk.alert.types                   | category.audit.rejected,coffee.ready
            catwalk.alert.language                | fr
            catwalk.alert.remind-after            | weekly
            catwalk.alert.remind-after            | 7 days
            catwalk.alert.remind-after            | 0s
            catwalk.alert.remind-after            | -7d
            catwalk.alert.remind-after            | P99999999D
            catwalk.alert.remind-after            | ''
            catwalk.alert.webhook.secret          | hush-secret
            catwalk.alert.webhook.secret          | whsec_aHVzaA==
            catwalk.alert.webhook.timeout         | 0s
            catwalk.alert.wecom.url               | qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hush
            catwalk.alert.feishu.url              | ftp://open.feishu.cn/hush
            catwalk.alert.dingtalk.url            | https://
            catwalk.alert.digest-threshold        | 0
            catwalk.push.keep                     | 0s
            catwalk.category.keep-snapshots       | 23h
            catwalk.category.keep-snapshots       | for ever
            catwalk.category.keep-changes         | -400d
            catwalk.category.keep-changes         | ''
            catwalk.walk.keep                     | 40000d
            catwalk.alert.keep                    | 400 days
            catwalk.alert.keep                    | no
            catwalk.console.auth                  | everybody
            catwalk.console.base-url              | console.example
            catwalk.console.oidc.issuer           | https://login.example?hush
            catwalk.walk.scheduel                 | 0 0 * * * ?
            catwalk.nonsense                      | 1
            """)
    void oneWrongValueIsOneProblemOfThatProperty(String property, String value) {
        // given
        properties.put("catwalk.alert.webhook.secret", "whsec_dGhlIG5ldyBzZWNyZXQsIHRoaXJ0eS10d28gYnl0ZXM=");
        properties.put(property, value);

        // when
        List<Problem> problems = problems();

        // then
        assertThat(problems).extracting(Problem::property).containsExactly(property);
        assertThat(problems.toString()).doesNotContain("hush");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db:5432?user=catwalk&password=hush",
                "jdbc:postgresql://db/a/b?password=hush",
                "jdbc:postgresql://db/catwalk?password=hush%"
            })
    void anAddressThatTheDriverCannotReadIsNowhereLogged(String url) {
        // given
        List<LogRecord> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        properties.put("quarkus.datasource.jdbc.url", url);
        properties.put("quarkus.flyway.jdbc-url", url);

        // when
        List<Problem> problems;
        try {
            problems = problems();
        } finally {
            root.removeHandler(handler);
        }

        // then
        assertThat(problems)
                .extracting(Problem::property)
                .containsExactly("quarkus.datasource.jdbc.url", "quarkus.flyway.jdbc-url");
        assertThat(problems.toString()).doesNotContain("hush");
        assertThat(logged).isEmpty();
    }

    @Test
    void aConsoleThatNobodyCouldUseIsRefused() {
        // given
        properties.put("catwalk.console.auth", "oidc");
        properties.put("catwalk.console.oidc.scopes", "profile");

        // then
        assertThat(problems())
                .extracting(Problem::property)
                .containsExactly(
                        "catwalk.console.oidc.issuer",
                        "catwalk.console.oidc.client-id",
                        "catwalk.console.base-url",
                        "catwalk.console.oidc.scopes",
                        "catwalk.console.oidc.operator-groups");

        // when
        properties.remove("catwalk.console.oidc.scopes");
        properties.put("catwalk.console.oidc.issuer", "https://login.example");
        properties.put("catwalk.console.oidc.client-id", "catwalk");
        properties.put("catwalk.console.base-url", "https://console.example");
        properties.put("catwalk.console.oidc.viewer-groups", "*");

        // then
        assertThat(problems()).isEmpty();

        // when
        properties.put("catwalk.console.auth", "proxy");

        // then
        assertThat(problems()).extracting(Problem::property).containsExactly("catwalk.console.trusted-proxies");
    }

    @Test
    void anOperatorWhomNoProxyCanNameIsNamed() {
        // given
        properties.put("catwalk.console.operators", "grace, auth0|12ab");

        // then
        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "catwalk.console.operators: 'auth0|12ab' must have 1 to 64 letters, digits and . _ @ -");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab$$cd",
                "$$",
                "p${x}",
                "p${",
                "${",
                "${}",
                "$",
                "a$b",
                "${a}${b}",
                "\\${x}",
                "p${x:y}z",
                "x$$${"
            })
    void secretsAreTakenAsTheyAreWritten(String secret) {
        // given
        for (String name : List.of(
                "quarkus.datasource.password",
                "quarkus.datasource.username",
                "quarkus.flyway.password",
                "quarkus.mailer.password",
                "catwalk.component.secret",
                "catwalk.component.push-token",
                "catwalk.component.\"second shop\".secret",
                "catwalk.alert.dingtalk.secret")) {
            properties.put(name, secret);
            environment.put("QUARKUS_MAILER_USERNAME", secret);

            // then
            assertThat(settings().text(name)).as(name).contains(secret);
            assertThat(settings().text("quarkus.mailer.username")).contains(secret);
        }
        properties.keySet().removeIf(name -> name.contains("second shop"));
        assertThat(problems()).isEmpty();
    }

    @Test
    void whatAReferenceMeansIsTakenAsItIsWrittenToo() {
        // given
        environment.put("DB_PASSWORD", "ab$$cd${x}");
        environment.put("KEY", "hu$$sh");
        properties.put("quarkus.datasource.password", "${DB_PASSWORD}");
        properties.put("catwalk.component.secret", "${NOT_THERE:ab$cd}");
        properties.put("catwalk.alert.webhook.url", "https://u:p$$w@host/${KEY}?${NOT_THERE:x=1}");
        properties.put("catwalk.alert.proxy", "http://u:p${x}@proxy:3128");
        properties.put("catwalk.component.token-source.component-url", "http://${NOT_THERE:old}:8080/a$$b");
        properties.put("catwalk.console.oidc.issuer", "http://${NOT_THERE:login}/a$$b");
        properties.put("catwalk.walk.schedule", "0 0 ${HOUR:3} * * ?");

        // then
        assertThat(settings().text("quarkus.datasource.password")).contains("ab$$cd${x}");
        assertThat(settings().text("catwalk.component.secret")).contains("ab$cd");
        assertThat(settings().text("catwalk.alert.webhook.url")).contains("https://u:p$$w@host/hu$$sh?x=1");
        assertThat(settings().text("catwalk.alert.proxy")).contains("http://u:p${x}@proxy:3128");
        assertThat(settings().text("catwalk.component.token-source.component-url"))
                .contains("http://old:8080/a$$b");
        assertThat(settings().text("catwalk.console.oidc.issuer")).contains("http://login/a$$b");
        assertThat(settings().text("catwalk.walk.schedule")).contains("0 0 3 * * ?");
    }

    @Test
    void theProxyOfTheEnvironmentCountsWhenNoneIsSet() {
        // given
        WebAddress platform = WebAddress.parse("https://api.weixin.qq.com");
        environment.put("HTTPS_PROXY", "http://u:p$$w@proxy:3128");
        String way = ProxiesCheck.wayOut(settings(), "catwalk.platform.").to(platform);
        environment.put("no_proxy", "qq.com");
        String without = ProxiesCheck.wayOut(settings(), "catwalk.platform.").to(platform);
        environment.put("CATWALK_ALERT_NO_PROXY", "other.example");
        environment.put("CATWALK_ALERT_PROXY", "own:1");
        String ofAlerts = ProxiesCheck.wayOut(settings(), "catwalk.alert.").to(platform);

        // then
        assertThat(way).isEqualTo("through the proxy proxy:3128");
        assertThat(without).isEqualTo("directly");
        assertThat(ofAlerts).isEqualTo("through the proxy own:1");
        assertThat(problems()).isEmpty();
        environment.put("HTTPS_PROXY", "socks5://u:hush@proxy:1080");
        assertThat(problems()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .startsWith("catwalk.platform.proxy: not set, and HTTPS_PROXY in its place is neither off nor http://")
                .doesNotContain("hush"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void aFileWithAByteOrderMarkIsRefusedByName(String charset) throws IOException {
        // given
        Path file = folder.resolve("application.properties");
        Files.write(file, "\ufeffcatwalk.walk.concurrency=1\ncatwalk.walk.page-size=1\n".getBytes(charset));

        // when
        List<Problem> problems = problems(file);

        // then
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.toString())
                .startsWith(file + ": starts with a byte order mark or is UTF-16"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            abc   | 0    | quarkus.http.port: is not the number of a port
            99999 | 0    | quarkus.http.port: 99999 on 0.0.0.0 cannot be listened on: port out of range:99999
            7070  | 7070 | quarkus.management.port: is that of quarkus.http.port; give it another
            """)
    void aPortThatIsNoneOrTakenTwiceIsNamed(String pushes, String management, String problem) {
        // given
        properties.put("quarkus.http.port", pushes);
        properties.put("quarkus.management.port", management);

        // then
        assertThat(new PortsCheck().problems(settings()))
                .extracting(Problem::toString)
                .containsExactly(problem);
    }

    @Test
    void theDefaultPortOfTheConsoleIsCheckedAsWell() {
        // given
        properties.put("catwalk.console.auth", "users");
        properties.put("catwalk.api.port", "8081");

        // then
        assertThat(new PortsCheck().problems(settings()))
                .extracting(Problem::toString)
                .contains("catwalk.console.port: is that of catwalk.api.port; give it another");
    }

    @Test
    void filesThatAreNotReadAreNamed() throws IOException {
        // given
        Path other = Files.writeString(folder.resolve("catwalk.conf"), "catwalk.walk.concurrency=1\n");
        Path device = Files.createSymbolicLink(folder.resolve("device.properties"), Path.of("/dev/null"));

        // then
        assertThat(problems(folder.resolve("none.properties")))
                .extracting(Problem::toString)
                .containsExactly("smallrye.config.locations: " + folder + "/none.properties does not exist");
        assertThat(problems(other))
                .extracting(Problem::toString)
                .containsExactly("smallrye.config.locations: " + other
                        + " is not read, because its name does not end with .properties");
        assertThat(problems(device))
                .extracting(Problem::toString)
                .containsExactly(
                        "smallrye.config.locations: " + device + " is not read, because it is no regular file");
        Files.delete(device);
        assertThat(problems(folder)).isEmpty();
    }

    private List<Problem> problems(Path location) {
        environment.put("SMALLRYE_CONFIG_LOCATIONS", location.toString());
        return StartupChecks.problems(settings(new PropertiesLocationConfigSourceFactory()));
    }

    @Test
    void channelThatLacksSomethingSaysWhat() {
        // given
        properties.put("catwalk.alert.webhook.url", "https://receiver.example/hook");
        properties.put("catwalk.alert.email.to", "ops@example.org, not-an-address");

        // then
        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "catwalk.alert.webhook.secret: not set; whsec_ and base64 of 24 to 64 random bytes, the same at the"
                                + " receiver",
                        "catwalk.alert.email.to: is not a comma separated list of mail addresses: not-an-address",
                        "quarkus.mailer.from: not set; the sender of the mails to catwalk.alert.email.to");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            url               | ''                                  | not set; the address that pushes are handed on to
            url               | /wx/callback                        | is not an http or https address with a host
            url               | https://old.example/{appid}/hush    | {appid} is not filled in, only {component_appid} and {merchant_appid}
            events            | authorized, wxa_*_audit             | is not an InfoType or Event, with a * at its end at most: wxa_*_audit
            events            | authorized, trade_manage_*          | events of customers come with customer-messages=through only: trade_manage_*
            events            | subscribe, sub*                     | events of customers come with customer-messages=through only: subscribe
            form              | encrypted                           | is neither original nor plain
            form              | plain                               | not set; whsec_ and base64 of 24 to 64 random bytes, the same at the receiver
            customer-messages | on                                  | is neither off nor through
            component         | wx2222222222222222                  | component wx2222222222222222 is not configured; configured are: wx5a5a5a5a5a5a5a5a
            """)
    void relayThatCannotWorkSaysWhy(String property, String value, String problem) {
        // given
        properties.put(
                "catwalk.push.relay.\"old system\".url", "https://old.example/{component_appid}/{merchant_appid}");
        properties.put("catwalk.push.relay.\"old system\"." + property, value);

        // then
        String named = value.equals("plain") ? "secret" : property;
        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly("catwalk.push.relay.\"old system\"." + named + ": " + problem);
    }

    @Test
    void customersMessagesGoToOneRelayInTheFormOfThePlatform() {
        // given
        for (String name : List.of("one", "two")) {
            properties.put("catwalk.push.relay." + name + ".url", "https://old.example/");
            properties.put("catwalk.push.relay." + name + ".customer-messages", "through");
        }
        properties.put("catwalk.push.relay.one.form", "plain");
        properties.put("catwalk.push.relay.one.secret", "whsec_dGhlIG5ldyBzZWNyZXQsIHRoaXJ0eS10d28gYnl0ZXM=");

        // then
        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "catwalk.push.relay.one.customer-messages: the platform takes an encrypted answer only, so through needs"
                                + " the form original",
                        "catwalk.push.relay.two.customer-messages: another relay answers customers' messages already; the"
                                + " platform takes one answer");
    }

    @Test
    void customersMessagesOfEachComponentMayGoToARelayOfItsOwn() {
        // given
        properties.put("catwalk.component.other.appid", "wx2222222222222222");
        properties.put("catwalk.component.other.secret", "hush-secret");
        properties.put("catwalk.component.other.push-token", "hush-token");
        properties.put("catwalk.component.other.encoding-aes-key", KEY);
        for (String component : List.of("wx5a5a5a5a5a5a5a5a", "wx2222222222222222")) {
            properties.put("catwalk.push.relay." + component + ".url", "https://old.example/");
            properties.put("catwalk.push.relay." + component + ".component", component);
            properties.put("catwalk.push.relay." + component + ".customer-messages", "through");
            properties.put("catwalk.push.relay." + component + ".events", "authorized, trade_manage_*");
        }

        // then
        assertThat(problems()).isEmpty();
    }

    @Test
    void originalFormNeedsTheKeysOfEveryComponent() {
        // given
        properties.put("catwalk.push.relay.old.url", "https://old.example/");
        properties.remove("catwalk.component.encoding-aes-key");

        // then
        assertThat(problems())
                .extracting(Problem::toString)
                .contains(
                        "catwalk.push.relay.old.form: original needs push-token and encoding-aes-key of every component");
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "0 0 * * * ?", "0 0/5 8-20 ? * MON-FRI"})
    void schedulesAreCronOrOff(String schedule) {
        // given
        properties.put("catwalk.walk.schedule", schedule);

        // then
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "7d", "36h", "PT12H", "3600"})
    void remindersComeAfterADurationOrAreOff(String remindAfter) {
        // given
        properties.put("catwalk.alert.remind-after", remindAfter);

        // then
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "1d", "400d", "PT48H"})
    void historiesAreKeptForADurationOrForEver(String keep) {
        // given
        properties.put("catwalk.category.keep-snapshots", keep);
        properties.put("catwalk.category.keep-changes", keep);
        properties.put("catwalk.walk.keep", keep);
        properties.put("catwalk.alert.keep", keep);

        // then
        assertThat(problems()).isEmpty();
    }

    @Test
    void whatAHistoryMayBeKeptForIsSaid() {
        // given
        properties.put("catwalk.walk.keep", "1h");

        // then
        assertThat(problems())
                .extracting(Problem::toString)
                .containsExactly("catwalk.walk.keep: is not off or a duration of at least a day, such as 400d");
    }

    @Test
    void slipsOfThePenNameWhatWasMeant() {
        // given
        properties.put("catwalk.walk.page-sise", "10");
        environment.put("CATWALK_WALK_CONCURENCY", "10");

        // when
        List<Problem> problems = problems();

        // then
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "catwalk.walk.page-sise: there is no such property; did you mean catwalk.walk.page-size?",
                        "CATWALK_WALK_CONCURENCY: there is no such property; did you mean CATWALK_WALK_CONCURRENCY?");
    }

    @Test
    void variablesOfAnOrchestratorAreNoMistake() {
        // given
        environment.put("CATWALK_PORT", "tcp://10.0.0.1:8080");
        environment.put("CATWALK_SERVICE_HOST", "10.0.0.1");
        environment.put("CATWALK_PORT_8080_TCP_ADDR", "10.0.0.1");
        environment.put("CATWALK_DEMO_DIR", "/tmp");

        // then
        assertThat(problems()).isEmpty();
    }

    @Test
    void environmentAloneIsEnough() {
        // given
        properties.clear();
        RIGHT.forEach((name, value) -> environment.put(variable(name), value));
        environment.put("CATWALK_COMPONENT_PREVIOUS_ENCODING_AES_KEY", KEY);
        environment.put("CATWALK_MERCHANT_PERMISSION_SETS", "30");

        // then
        assertThat(problems()).isEmpty();
    }

    @Test
    void wrongValuesInTheEnvironmentAreNamedByProperty() {
        // given
        environment.put("CATWALK_WALK_CONCURRENCY", "many");

        // then
        assertThat(problems()).extracting(Problem::property).containsExactly("catwalk.walk.concurrency");
    }

    @Test
    void furtherComponentsAreNamedAsTheyWereWritten() {
        // given
        properties.put("catwalk.component.\"second shop\".appid", "wx2222222222222222");
        properties.put("catwalk.component.third.secret", "hush-third");

        // when
        List<Problem> problems = problems();

        // then
        assertThat(problems)
                .extracting(Problem::property)
                .containsExactlyInAnyOrder(
                        "catwalk.component.\"second shop\".secret",
                        "catwalk.component.\"second shop\".push-token",
                        "catwalk.component.\"second shop\".encoding-aes-key",
                        "catwalk.component.third.appid",
                        "catwalk.component.third.push-token",
                        "catwalk.component.third.encoding-aes-key");
    }

    @Test
    void namedComponentsAloneAreEnough() {
        // given
        List.of("appid", "secret", "push-token", "encoding-aes-key").forEach(name -> {
            properties.put("catwalk.component.shop." + name, properties.remove("catwalk.component." + name));
        });

        // then
        assertThat(problems()).isEmpty();
    }

    @Test
    void aComponentWithBorrowedTokensNeedsNoSecretAndNoPushes() {
        // given
        borrow();

        // then
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tokens                       | borowed
            tokens                       | own
            token-source.component-url   | ''
            token-source.component-url   | ftp://owner/token
            token-source.component-url   | http://owner/hush?m={merchant_appid}
            token-source.merchant-url    | ''
            token-source.merchant-url    | http://owner/hush
            token-source.merchant-url    | http://owner:99999/{merchant_appid}
            token-source.merchant-url    | http://owner/hush/{merchant}
            token-source.token-pointer   | ''
            token-source.token-pointer   | data.token
            token-source.expires-pointer | $.expires
            token-source.header."X Key"  | hush
            """)
    void whatIsWrongAboutBorrowedTokensIsNamedAndNotShown(String name, String value) {
        // given
        borrow();
        properties.put("catwalk.component." + name, value);

        // when
        List<Problem> problems = problems();

        // then
        assertThat(problems).extracting(Problem::property).contains("catwalk.component." + name);
        assertThat(problems.toString()).doesNotContain("hush");
    }

    @Test
    void aBorrowedComponentThatTakesPushesNeedsTokenAndKey() {
        // given
        borrow();
        properties.put("catwalk.component.push-token", "hush-token");

        // then
        assertThat(problems()).extracting(Problem::property).containsExactly("catwalk.component.encoding-aes-key");
    }

    private void borrow() {
        List.of("secret", "push-token", "encoding-aes-key")
                .forEach(name -> properties.remove("catwalk.component." + name));
        properties.put("catwalk.component.tokens", "borrowed");
        String source = "catwalk.component.token-source.";
        properties.put(source + "component-url", "http://owner:8080/token?key=hush&appid={component_appid}");
        properties.put(source + "merchant-url", "http://owner:8080/token/{component_appid}/{merchant_appid}");
        properties.put(source + "token-pointer", "/data/token");
        properties.put(source + "expires-pointer", "/data/expires_in");
        properties.put(source + "header.X-Api-Key", "hush-key");
    }

    @Test
    void oneAppidTwiceIsRefused() {
        // given
        List.of("appid", "secret", "push-token", "encoding-aes-key")
                .forEach(name ->
                        properties.put("catwalk.component.shop." + name, properties.get("catwalk.component." + name)));

        // when
        List<Problem> problems = problems();

        // then
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly("catwalk.component.shop.appid: is the same appid as catwalk.component.appid");
    }

    @Test
    void keysetFilesAreOpened() throws IOException {
        // given
        properties.remove("catwalk.token.keyset");
        properties.put("catwalk.token.keyset-file", folder.resolve("none.json").toString());
        List<Problem> missing = problems();
        Path file = Files.writeString(folder.resolve("keyset.json"), "{}");
        properties.put("catwalk.token.keyset-file", file.toString());
        List<Problem> empty = problems();
        Files.writeString(file, Keyset.generate());

        // then
        assertThat(missing).extracting(Problem::property).containsExactly("catwalk.token.keyset-file");
        assertThat(empty).extracting(Problem::property).containsExactly("catwalk.token.keyset-file");
        assertThat(problems()).isEmpty();
    }

    @Test
    void flywaysUserIsEnoughToMigrateOnly() {
        // given
        properties.remove("quarkus.datasource.username");
        properties.put("quarkus.flyway.username", "owner");

        // then
        assertThat(DatasourceCheck.ofOwner().problems(settings())).isEmpty();
        assertThat(problems()).extracting(Problem::toString).containsExactly("quarkus.datasource.username: not set");
    }

    @Test
    void problemsNeverShowSecrets() {
        // given
        properties.put("catwalk.component.encoding-aes-key", "hush-key");
        properties.put("catwalk.component.previous-encoding-aes-key", "hush-key-before");
        properties.put("catwalk.token.keyset", "hush-keyset");
        properties.put("catwalk.component.shop.secret", "hush-shop");
        properties.remove("catwalk.component.appid");
        properties.remove("quarkus.datasource.username");

        // when
        List<Problem> problems = problems();

        // then
        assertThat(problems).hasSizeGreaterThan(6);
        assertThat(problems.toString()).doesNotContain("hush");
    }

    private List<Problem> problems() {
        return StartupChecks.problems(settings());
    }

    private Settings settings(ConfigSourceFactory... files) {
        return Settings.of(ConfigUtils.emptyConfigBuilder()
                .setAddDefaultSources(false)
                .withSources(new PropertiesConfigSource(properties, "test", 250), new EnvConfigSource(environment, 300))
                .withSources(files));
    }

    private static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(java.util.Locale.ROOT);
    }
}
