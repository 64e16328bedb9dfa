package dev.catwalk.platform;

import com.fasterxml.jackson.core.JsonPointer;
import dev.catwalk.component.Component;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.ComponentsConfig.TokenSourceConfig;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.network.WebAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Another system that owns a component's tokens, and how it is asked for them. Prints its host and nothing else of its
 * addresses, which may hold a key.
 *
 * @param expiresPointer empty when its answers do not say how long a token lives
 */
public record TokenOwner(
        String componentUrl,
        String merchantUrl,
        JsonPointer tokenPointer,
        Optional<JsonPointer> expiresPointer,
        Map<String, String> headers) {
    public TokenOwner {
        headers = Map.copyOf(headers);
    }

    /** @throws java.util.NoSuchElementException when the component's tokens are ours */
    public static TokenOwner of(Component component) {
        TokenSourceConfig config = component.tokenSource().orElseThrow();
        return new TokenOwner(
                config.componentUrl().orElseThrow(),
                config.merchantUrl().orElseThrow(),
                JsonPointer.compile(config.tokenPointer().orElseThrow()),
                config.expiresPointer().map(JsonPointer::compile),
                config.header());
    }

    /** Where the component's token is asked for. */
    public WebAddress address(ComponentAppId component) {
        return filled(componentUrl, component, "");
    }

    /** Where a merchant's token is asked for. */
    public WebAddress address(ComponentAppId component, MerchantAppId merchant) {
        return filled(merchantUrl, component, merchant.value());
    }

    /** @throws IllegalArgumentException saying what is wrong with the address, and nothing of it */
    public static WebAddress filled(String template, ComponentAppId component, String merchant) {
        return WebAddress.parse(template.replace(ComponentAppId.PLACEHOLDER, encoded(component.value()))
                .replace(MerchantAppId.PLACEHOLDER, encoded(merchant)));
    }

    /** What it means that the platform refused a token of this owner and then the one that came in its place. */
    public PlatformError refusedTwice(ErrorKind kind, PlatformError why) {
        return new PlatformError(
                why.errcode(),
                kind,
                why.rid(),
                "the platform refuses the token that the token source " + this
                        + " gave, and the one that came in its place");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return filled(componentUrl, new ComponentAppId("wx"), "").toString();
    }
}
