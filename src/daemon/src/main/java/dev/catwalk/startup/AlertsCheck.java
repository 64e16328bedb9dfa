package dev.catwalk.startup;

import dev.catwalk.network.WebAddress;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What each alert channel needs, once it is configured at all. */
final class AlertsCheck implements Check {
    private static final String PREFIX = "catwalk.alert.";
    private static final String WEBHOOK_SECRET = PREFIX + "webhook.secret";
    private static final String EMAIL_TO = PREFIX + "email.to";
    private static final String MAIL_FROM = "quarkus.mailer.from";
    private static final String SECRET_PREFIX = "whsec_";
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    @Override
    public List<Problem> problems(Settings settings) {
        return Stream.of(
                        settings
                                .text(PREFIX + "webhook.url")
                                .flatMap(text -> address(PREFIX + "webhook.url", text))
                                .stream(),
                        Stream.of("wecom.url", "feishu.url", "dingtalk.url")
                                .flatMap(name -> robot(settings, PREFIX + name).stream()),
                        webhookSecrets(settings),
                        mail(settings))
                .flatMap(problems -> problems)
                .toList();
    }

    /** Never shows the address: it contains a robot's key. */
    static Optional<Problem> address(String name, String text) {
        try {
            WebAddress.parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Problem(name, e.getMessage()));
        }
    }

    /** Its key must not cross a network unencrypted; to this machine, where tests and drills have theirs, it does not. */
    private static Optional<Problem> robot(Settings settings, String name) {
        return settings.text(name).flatMap(text -> address(name, text).or(() -> WebAddress.find(text)
                .filter(WebAddress::crossesTheNetworkInClear)
                .map(address -> new Problem(
                        name, "starts with http:, so the key in it would be sent unencrypted; https: is needed"))));
    }

    private static Stream<Problem> webhookSecrets(Settings settings) {
        List<String> secrets = settings.values(WEBHOOK_SECRET, String.class).orElse(List.of());
        return secrets.isEmpty() && settings.text(PREFIX + "webhook.url").isEmpty()
                ? Stream.empty()
                : secrets(WEBHOOK_SECRET, secrets).stream();
    }

    /** What is wrong with secrets that sign after Standard Webhooks. */
    static Optional<Problem> secrets(String name, List<String> secrets) {
        if (secrets.isEmpty()) {
            return Optional.of(new Problem(
                    name,
                    "not set; " + SECRET_PREFIX + " and base64 of 24 to 64 random bytes, the same at the receiver"));
        }
        return secrets.stream().allMatch(AlertsCheck::isSecret)
                ? Optional.empty()
                : Optional.of(new Problem(name, "is not " + SECRET_PREFIX + " and base64 of 24 to 64 bytes"));
    }

    private static boolean isSecret(String secret) {
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
            return secret.startsWith(SECRET_PREFIX) && key.length >= LEAST_BYTES && key.length <= MOST_BYTES;
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            return false;
        }
    }

    private static Stream<Problem> mail(Settings settings) {
        List<String> to = texts(settings, EMAIL_TO);
        Stream<Problem> malformed = to.stream()
                .filter(address -> !address.matches("[^@\\s]+@[^@\\s]+"))
                .map(address -> new Problem(EMAIL_TO, "is not a comma separated list of mail addresses: " + address));
        Stream<Problem> from = to.isEmpty() || settings.text(MAIL_FROM).isPresent()
                ? Stream.empty()
                : Stream.of(new Problem(MAIL_FROM, "not set; the sender of the mails to " + EMAIL_TO));
        return Stream.concat(malformed, from);
    }

    private static List<String> texts(Settings settings, String name) {
        return settings.values(name, String.class).stream()
                .flatMap(List::stream)
                .map(String::strip)
                .toList();
    }
}
