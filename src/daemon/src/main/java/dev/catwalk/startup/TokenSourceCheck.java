package dev.catwalk.startup;

import com.fasterxml.jackson.core.JsonPointer;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentsConfig.TokenSourceConfig;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.platform.TokenOwner;
import dev.catwalk.startup.Check.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is needed to ask the system that owns a component's tokens. */
record TokenSourceCheck(String prefix, TokenSourceConfig source) {
    private static final ComponentAppId EXAMPLE = new ComponentAppId("wx0000000000000000");
    /** Names as RFC 9110, 5.1 has them; values without what ends a line. */
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        url(problems, "component-url", source.componentUrl());
        url(problems, "merchant-url", source.merchantUrl());
        source.componentUrl()
                .filter(url -> url.contains(MerchantAppId.PLACEHOLDER))
                .ifPresent(url -> problems.add(new Problem(
                        prefix + "component-url", "holds {merchant_appid}; the component's token is no merchant's")));
        source.merchantUrl()
                .filter(url -> !url.isBlank() && !url.contains(MerchantAppId.PLACEHOLDER))
                .ifPresent(url -> problems.add(new Problem(
                        prefix + "merchant-url",
                        "holds no {merchant_appid}; every merchant would get the same token")));
        pointer(problems, "token-pointer", source.tokenPointer(), true);
        pointer(problems, "expires-pointer", source.expiresPointer(), false);
        source.header().forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches()
                    || !HEADER_VALUE.matcher(value).matches()) {
                problems.add(new Problem(prefix + "header.\"" + name + "\"", "is not a header that HTTP can send"));
            }
        });
        return problems;
    }

    /** Never shows the address: it may hold a key. */
    private void url(List<Problem> problems, String name, Optional<String> url) {
        if (url.filter(text -> !text.isBlank()).isEmpty()) {
            problems.add(new Problem(prefix + name, "not set; where the owner of the tokens gives them out"));
            return;
        }
        try {
            TokenOwner.filled(url.get(), EXAMPLE, EXAMPLE.value());
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(prefix + name, e.getMessage()));
        }
    }

    private void pointer(List<Problem> problems, String name, Optional<String> pointer, boolean required) {
        if (pointer.filter(text -> !text.isBlank()).isEmpty()) {
            if (required) {
                problems.add(new Problem(
                        prefix + name, "not set; a JSON pointer to the token in the answer, such as /data/token"));
            }
            return;
        }
        try {
            JsonPointer.compile(pointer.get());
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(prefix + name, "is not a JSON pointer such as /data/token: " + pointer.get()));
        }
    }
}
