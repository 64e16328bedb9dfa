package dev.catwalk.component;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefaults;
import io.smallrye.config.WithParentName;
import io.smallrye.config.WithUnnamedKey;
import java.util.Map;
import java.util.Optional;

/**
 * {@code catwalk.component.*} and {@code catwalk.component."NAME".*}. Everything is optional here so that the check at
 * start can name all that is missing at once instead of failing on the first.
 */
@ConfigMapping(prefix = "catwalk.component")
public interface ComponentsConfig {
    /** The key of the component without a name. */
    String UNNAMED = "<unnamed>";

    @WithParentName
    @WithUnnamedKey(UNNAMED)
    @WithDefaults
    Map<String, ComponentConfig> byName();

    String OWN = "own";
    String BORROWED = "borrowed";

    interface ComponentConfig {
        Optional<String> appid();

        Optional<String> secret();

        Optional<String> pushToken();

        /** 43 letters and digits. */
        Optional<String> encodingAesKey();

        /** Still accepted for pushes during a key change. */
        Optional<String> previousEncodingAesKey();

        /**
         * {@code own}: this product asks the platform for the component's tokens. {@code borrowed}: another system does, and
         * is asked for them.
         */
        Optional<String> tokens();

        TokenSourceConfig tokenSource();

        default boolean isBorrowed() {
            return tokens().filter(BORROWED::equals).isPresent();
        }

        default boolean isEmpty() {
            return tokens().isEmpty()
                    && tokenSource().componentUrl().isEmpty()
                    && tokenSource().merchantUrl().isEmpty()
                    && appid().isEmpty()
                    && secret().isEmpty()
                    && pushToken().isEmpty()
                    && encodingAesKey().isEmpty();
        }
    }

    /** {@code catwalk.component."NAME".token-source.*}: how the system that owns the tokens is asked for them, by GET. */
    interface TokenSourceConfig {
        /** Of the component's token; {@code {component_appid}} in it is replaced. */
        Optional<String> componentUrl();

        /** Of a merchant's token; {@code {component_appid}} and {@code {merchant_appid}} in it are replaced. */
        Optional<String> merchantUrl();

        /** JSON pointer (RFC 6901) to the token in the answer, such as {@code /data/token}. */
        Optional<String> tokenPointer();

        /** JSON pointer to the seconds the token has left, or to the epoch of its end; without it, five minutes. */
        Optional<String> expiresPointer();

        /** Sent with each request, such as a key. */
        Map<String, String> header();
    }
}
