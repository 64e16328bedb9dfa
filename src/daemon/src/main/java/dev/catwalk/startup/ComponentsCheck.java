package dev.catwalk.startup;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.ComponentsConfig;
import dev.catwalk.component.ComponentsConfig.ComponentConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** At least one component, and all of each, under the names the user wrote. */
final class ComponentsCheck implements Check {
    private static final String PREFIX = "catwalk.component.";
    private static final String KEY_FORM = "[A-Za-z0-9]{43}";

    @Override
    public List<Problem> problems(Settings settings) {
        Map<String, ComponentConfig> named = Components.configured(settings.components());
        if (named.isEmpty()) {
            // As if the one without a name were meant.
            return missing(PREFIX, settings.components().byName().get(ComponentsConfig.UNNAMED));
        }
        List<Problem> problems = new ArrayList<>();
        named.forEach((name, component) -> {
            String prefix = prefix(settings, name);
            problems.addAll(missing(prefix, component));
            problems.addAll(malformed(prefix, component));
        });
        problems.addAll(sameAppid(settings, named));
        return problems;
    }

    private static List<Problem> missing(String prefix, ComponentConfig component) {
        List<Problem> problems = new ArrayList<>();
        require(problems, component.appid(), prefix + "appid");
        if (component.isBorrowed()) {
            problems.addAll(new TokenSourceCheck(prefix + "token-source.", component.tokenSource()).problems());
            if (isSet(component.pushToken()) || isSet(component.encodingAesKey())) {
                // One without the other takes no pushes.
                require(problems, component.pushToken(), prefix + "push-token");
                require(problems, component.encodingAesKey(), prefix + "encoding-aes-key");
            }
            return problems;
        }
        require(problems, component.secret(), prefix + "secret");
        require(problems, component.pushToken(), prefix + "push-token");
        require(problems, component.encodingAesKey(), prefix + "encoding-aes-key");
        return problems;
    }

    private static void require(List<Problem> problems, Optional<String> value, String name) {
        if (!isSet(value)) {
            problems.add(new Problem(name, "not set; the platform's console shows it"));
        }
    }

    private static boolean isSet(Optional<String> value) {
        return value.filter(text -> !text.isBlank()).isPresent();
    }

    private static List<Problem> malformed(String prefix, ComponentConfig component) {
        List<Problem> problems = new ArrayList<>();
        component
                .tokens()
                .filter(text -> !text.equals(ComponentsConfig.OWN) && !text.equals(ComponentsConfig.BORROWED))
                .ifPresent(
                        text -> problems.add(new Problem(prefix + "tokens", "is neither own nor borrowed: " + text)));
        boolean hasSource = component.tokenSource().componentUrl().isPresent()
                || component.tokenSource().merchantUrl().isPresent();
        if (hasSource && !component.isBorrowed()) {
            problems.add(new Problem(
                    prefix + "tokens", "is not borrowed, and " + prefix + "token-source.* says whom to borrow from"));
        }
        component
                .appid()
                .filter(text ->
                        !text.isBlank() && !ComponentAppId.FORM.matcher(text).matches())
                .ifPresent(text -> problems.add(
                        new Problem(prefix + "appid", "an appid is wx and 16 hexadecimal digits; this is " + text)));
        requireNoBlank(problems, component.secret(), prefix + "secret");
        requireNoBlank(problems, component.pushToken(), prefix + "push-token");
        requireKeyForm(problems, component.encodingAesKey(), prefix + "encoding-aes-key");
        requireKeyForm(problems, component.previousEncodingAesKey(), prefix + "previous-encoding-aes-key");
        return problems;
    }

    /** Copied along, it would make every call or push look forged. */
    private static void requireNoBlank(List<Problem> problems, Optional<String> value, String name) {
        value.filter(text -> !text.isBlank() && text.chars().anyMatch(Character::isWhitespace))
                .ifPresent(text -> problems.add(new Problem(
                        name,
                        "holds a blank or a line end, and the platform's has none; this has " + text.length()
                                + " characters")));
    }

    private static void requireKeyForm(List<Problem> problems, Optional<String> key, String name) {
        key.filter(text -> !text.isBlank() && !text.matches(KEY_FORM))
                .ifPresent(text -> problems.add(
                        new Problem(name, "must be 43 letters and digits; this has " + text.length() + " characters")));
    }

    private static List<Problem> sameAppid(Settings settings, Map<String, ComponentConfig> named) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> nameByAppid = new HashMap<>();
        named.forEach((name, component) -> component.appid().ifPresent(appid -> {
            String property = prefix(settings, name) + "appid";
            String other = nameByAppid.putIfAbsent(appid, property);
            if (other != null) {
                problems.add(new Problem(property, "is the same appid as " + other));
            }
        }));
        return problems;
    }

    /** With the name in quotes if that is how it was written. */
    private static String prefix(Settings settings, String name) {
        return name.equals(ComponentsConfig.UNNAMED) ? PREFIX : settings.prefix(PREFIX, name);
    }
}
