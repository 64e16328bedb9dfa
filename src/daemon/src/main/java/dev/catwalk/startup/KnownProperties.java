package dev.catwalk.startup;

import dev.catwalk.alert.AlertConfig;
import dev.catwalk.alert.ConsoleAddress;
import dev.catwalk.api.ApiConfig;
import dev.catwalk.authorize.AuthorizeConfig;
import dev.catwalk.category.CategoryConfig;
import dev.catwalk.component.ComponentsConfig;
import dev.catwalk.console.ConsoleConfig;
import dev.catwalk.delivery.DeliveryConfig;
import dev.catwalk.encryption.EncryptionConfig;
import dev.catwalk.merchant.MerchantConfig;
import dev.catwalk.platform.PlatformConfig;
import dev.catwalk.push.PushConfig;
import dev.catwalk.relay.RelayConfig;
import dev.catwalk.schedule.ScheduleConfig;
import dev.catwalk.token.TokenConfig;
import dev.catwalk.visit.WalkConfig;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Every {@code catwalk.*} property there is, with its type, as the packages declare them. */
final class KnownProperties {
    private static final List<Class<?>> DECLARED_BY = List.of(
            PlatformConfig.class,
            ComponentsConfig.class,
            TokenConfig.class,
            EncryptionConfig.class,
            MerchantConfig.class,
            CategoryConfig.class,
            ScheduleConfig.class,
            WalkConfig.class,
            AlertConfig.class,
            DeliveryConfig.class,
            PushConfig.class,
            RelayConfig.class,
            ApiConfig.class,
            AuthorizeConfig.class,
            ConsoleConfig.class,
            ConsoleAddress.class);

    /** Further off it is another word, not a slip. */
    private static final int NEAR = 4;

    /** A list is known twice: as a whole, and item by item. */
    private static final String ITEM = "[*]";

    private final Map<String, Property> byName = new TreeMap<>();

    KnownProperties() {
        for (Class<?> declaring : DECLARED_BY) {
            ConfigMappings.getProperties(ConfigClass.configClass(declaring)).forEach((name, property) -> {
                if (isValue(property)) {
                    byName.put(name, property);
                }
            });
        }
    }

    /** Names, with {@code *} in the place of a component's name. */
    List<String> names() {
        return byName.keySet().stream().filter(name -> !name.endsWith(ITEM)).toList();
    }

    /** The type of the value, or of each when it is a list. */
    Class<?> typeOf(String name) {
        return typeOf(byName.get(name));
    }

    boolean isList(String name) {
        return byName.containsKey(name + ITEM);
    }

    boolean isRequired(String name) {
        return !byName.get(name).isOptional();
    }

    /** Whether a properties file may contain the name. */
    boolean contains(String name) {
        return names().stream().anyMatch(known -> matches(known, name));
    }

    /** Whether the name is that of an environment variable for one of them. */
    boolean containsVariable(String variable) {
        return byName.keySet().stream()
                .anyMatch(known ->
                        Pattern.matches(environmentForm(known).replace("_*_", "_.+_") + "(_\\d+_)?", variable));
    }

    /** The known name that was probably meant. */
    Optional<String> nearest(String name) {
        return names().stream()
                .min(Comparator.comparingInt(known -> Distance.between(known, name)))
                .filter(known -> Distance.between(known, name) <= NEAR);
    }

    Optional<String> nearestVariable(String variable) {
        return names().stream()
                .map(KnownProperties::environmentForm)
                .min(Comparator.comparingInt(known -> Distance.between(known, variable)))
                .filter(known -> Distance.between(known, variable) <= NEAR);
    }

    private static boolean matches(String known, String name) {
        String pattern = Pattern.quote(known).replace("*", "\\E(\"[^\"]+\"|[^.\"]+)\\Q");
        return Pattern.matches(pattern + "(\\[\\d+])?", name);
    }

    private static String environmentForm(String name) {
        return name.replaceAll("[^A-Za-z0-9*]", "_").toUpperCase(Locale.ROOT);
    }

    private static boolean isValue(Property property) {
        boolean isMapOfValues =
                property.isMap() && property.asMap().getValueProperty().isLeaf();
        return !property.isGroup() && (!property.isMap() || isMapOfValues) && !property.isDefaultMethod();
    }

    private static Class<?> typeOf(Property property) {
        if (property.isOptional()) {
            return typeOf(property.asOptional().getNestedProperty());
        }
        if (property.isCollection()) {
            return typeOf(property.asCollection().getElement());
        }
        if (property.isMap()) {
            return typeOf(property.asMap().getValueProperty());
        }
        return property.isPrimitive()
                ? property.asPrimitive().getBoxType()
                : property.asLeaf().getValueRawType();
    }
}
