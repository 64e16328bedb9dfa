package dev.catwalk.startup;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.network.WebAddress;
import dev.catwalk.relay.CustomerMessages;
import dev.catwalk.relay.RelayConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What each relay needs to hand pushes on. */
final class RelaysCheck implements Check {
    private static final String PREFIX = "catwalk.push.relay.";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");
    private static final Pattern EVENT = Pattern.compile("\\w+\\*?|\\*");

    @Override
    public List<Problem> problems(Settings settings) {
        List<Problem> problems = new ArrayList<>();
        Map<String, RelayConfig.Relay> relays = new TreeMap<>(settings.relays().relay());
        List<RelayConfig.Relay> answering = new ArrayList<>();
        relays.forEach((name, relay) -> {
            String prefix = settings.prefix(PREFIX, name);
            problems.addAll(problems(settings, prefix, relay));
            if (relay.customerMessages().equals("through")) {
                if (answering.stream().anyMatch(other -> haveOneComponent(other, relay))) {
                    problems.add(new Problem(
                            prefix + "customer-messages",
                            "another relay answers customers' messages already; the platform takes one answer"));
                }
                answering.add(relay);
            }
        });
        return problems;
    }

    private static boolean haveOneComponent(RelayConfig.Relay one, RelayConfig.Relay other) {
        return one.component().isEmpty()
                || other.component().isEmpty()
                || one.component().equals(other.component());
    }

    private static List<Problem> problems(Settings settings, String prefix, RelayConfig.Relay relay) {
        List<Problem> problems = new ArrayList<>();
        url(prefix + "url", relay.url().orElse("")).ifPresent(problems::add);
        relay.events().orElse(List.of()).stream()
                .filter(event -> !EVENT.matcher(event).matches())
                .map(event -> new Problem(
                        prefix + "events", "is not an InfoType or Event, with a * at its end at most: " + event))
                .forEach(problems::add);
        relay.events().orElse(List.of()).stream()
                .filter(event -> !relay.customerMessages().equals("through") && isOfCustomers(event))
                .map(event -> new Problem(
                        prefix + "events", "events of customers come with customer-messages=through only: " + event))
                .forEach(problems::add);
        component(settings, prefix + "component", relay).ifPresent(problems::add);
        oneOf(prefix + "form", relay.form(), "original", "plain").ifPresent(problems::add);
        oneOf(prefix + "customer-messages", relay.customerMessages(), "off", "through")
                .ifPresent(problems::add);
        if (relay.form().equals("plain")) {
            AlertsCheck.secrets(prefix + "secret", relay.secret().orElse(List.of()))
                    .ifPresent(problems::add);
            if (relay.customerMessages().equals("through")) {
                problems.add(new Problem(
                        prefix + "customer-messages",
                        "the platform takes an encrypted answer only, so through needs the form original"));
            }
        } else if (lacksKeys(settings, relay)) {
            problems.add(
                    new Problem(prefix + "form", "original needs push-token and encoding-aes-key of every component"));
        }
        return problems;
    }

    /** Whether it names nothing else: any rest may follow a prefix. */
    private static boolean isOfCustomers(String event) {
        return CustomerMessages.include(event.replace("*", "~"));
    }

    private static Optional<Problem> component(Settings settings, String name, RelayConfig.Relay relay) {
        List<String> configured = Components.configured(settings.components()).values().stream()
                .flatMap(component -> component.appid().stream())
                .toList();
        return relay.component()
                .filter(appid -> !configured.contains(appid))
                .map(appid -> new Problem(
                        name,
                        "component " + appid + " is not configured; configured are: " + String.join(", ", configured)));
    }

    private static boolean lacksKeys(Settings settings, RelayConfig.Relay relay) {
        return Components.configured(settings.components()).values().stream()
                .filter(component ->
                        relay.component().isEmpty() || relay.component().equals(component.appid()))
                // A borrowed one without them takes no pushes that could be handed on.
                .filter(component -> !component.isBorrowed())
                .anyMatch(component -> component.pushToken().isEmpty()
                        || component.encodingAesKey().isEmpty());
    }

    private static Optional<Problem> url(String name, String url) {
        if (url.isBlank()) {
            return Optional.of(new Problem(name, "not set; the address that pushes are handed on to"));
        }
        String filled = url.replace(ComponentAppId.PLACEHOLDER, "wx").replace(MerchantAppId.PLACEHOLDER, "wx");
        Matcher unknown = PLACEHOLDER.matcher(filled);
        if (unknown.find()) {
            return Optional.of(new Problem(
                    name,
                    unknown.group() + " is not filled in, only " + ComponentAppId.PLACEHOLDER + " and "
                            + MerchantAppId.PLACEHOLDER));
        }
        try {
            WebAddress.parse(filled);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Problem(name, e.getMessage()));
        }
    }

    private static Optional<Problem> oneOf(String name, String value, String one, String other) {
        return value.equals(one) || value.equals(other)
                ? Optional.empty()
                : Optional.of(new Problem(name, "is neither " + one + " nor " + other));
    }
}
