package dev.catwalk.relay;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code catwalk.push.relay."NAME".*}. Everything is text here so that the check at start can name all that is wrong at once
 * instead of failing on the first.
 */
@ConfigMapping(prefix = "catwalk.push")
public interface RelayConfig {
    Map<String, Relay> relay();

    interface Relay {
        /** Where pushes are handed on to; {@code {component_appid}} and {@code {merchant_appid}} are filled in. */
        Optional<String> url();

        /** The appid of the component whose pushes alone are handed on; those of all components when it is not set. */
        Optional<String> component();

        /**
         * Which pushes, by InfoType or Event; a {@code *} at the end matches any rest. All but tickets when it is not set.
         */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> events();

        /** {@code original}: encrypted and signed as the platform sends it; {@code plain}: JSON after Standard Webhooks. */
        @WithDefault("original")
        String form();

        /** For the plain form: {@code whsec_} and base64 of 24 to 64 bytes; several while one replaces another. */
        Optional<List<@WithConverter(TrimmedStringConverter.class) String>> secret();

        /**
         * Messages of merchants' customers, which are never stored: {@code off}, or {@code through}: handed on while the
         * platform waits, which gets the receiver's answer.
         */
        @WithDefault("off")
        String customerMessages();
    }
}
