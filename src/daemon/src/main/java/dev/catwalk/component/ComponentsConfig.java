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

    interface ComponentConfig {
        Optional<String> appid();

        Optional<String> secret();

        Optional<String> pushToken();

        /** 43 letters and digits. */
        Optional<String> encodingAesKey();

        /** Still accepted for pushes during a key change. */
        Optional<String> previousEncodingAesKey();

        default boolean isEmpty() {
            return appid().isEmpty()
                    && secret().isEmpty()
                    && pushToken().isEmpty()
                    && encodingAesKey().isEmpty();
        }
    }
}
