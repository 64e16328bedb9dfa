package dev.catwalk.startup;

import dev.catwalk.component.ComponentsConfig;
import dev.catwalk.console.ConsoleConfig;
import dev.catwalk.network.WayOut;
import dev.catwalk.relay.RelayConfig;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.runtime.configuration.RuntimeConfigBuilder;
import io.smallrye.config.PropertiesLocationConfigSourceFactory;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;

/** The configuration as the application will see it, before there is an application. */
public final class Settings {
    private final SmallRyeConfig config;

    private Settings(SmallRyeConfig config) {
        this.config = config;
    }

    /** From the sources that Quarkus reads, in its order. */
    public static Settings read() {
        return of(ConfigUtils.emptyConfigBuilder()
                .withCustomizers(new RuntimeConfigBuilder())
                // Files that SMALLRYE_CONFIG_LOCATIONS names, which service managers put in places of their own.
                .withSources(new PropertiesLocationConfigSourceFactory()));
    }

    /** Those of the application that runs. */
    static Settings ofApplication() {
        return new Settings(ConfigProvider.getConfig().unwrap(SmallRyeConfig.class));
    }

    public static Settings of(SmallRyeConfigBuilder builder) {
        return new Settings(builder.withInterceptors(new LiteralDollars())
                .withMapping(ComponentsConfig.class)
                .withMapping(RelayConfig.class)
                .withDefaultValue("catwalk.platform.proxy", WayOut.DEFAULT_PROXY)
                .withDefaultValue("catwalk.platform.no-proxy", WayOut.DEFAULT_DIRECT)
                .withDefaultValue("catwalk.alert.proxy", WayOut.DEFAULT_PROXY)
                .withDefaultValue("catwalk.alert.no-proxy", WayOut.DEFAULT_DIRECT)
                .withDefaultValue("catwalk.console.port", ConsoleConfig.DEFAULT_PORT)
                .withMappingIgnore("catwalk.**")
                .build());
    }

    SmallRyeConfig config() {
        return config;
    }

    public ComponentsConfig components() {
        return config.getConfigMapping(ComponentsConfig.class);
    }

    RelayConfig relays() {
        return config.getConfigMapping(RelayConfig.class);
    }

    /** What the properties of a named thing begin with: the name in quotes if that is how it was written. */
    String prefix(String parent, String name) {
        String quoted = parent + "\"" + name + "\".";
        boolean written = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .anyMatch(property -> property.startsWith(quoted));
        return written ? quoted : parent + name + ".";
    }

    /** The value as text; empty when there is none, an empty one, or one that refers to something that is not there. */
    public Optional<String> text(String property) {
        return value(property, String.class);
    }

    /** The value; empty when there is none or it is not of this type, which is another check's business. */
    public <T> Optional<T> value(String property, Class<T> type) {
        try {
            return config.getOptionalValue(property, type);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    /** Empty under the same conditions. */
    <T> Optional<List<T>> values(String property, Class<T> type) {
        try {
            return config.getOptionalValues(property, type);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return Optional.empty();
        }
    }
}
