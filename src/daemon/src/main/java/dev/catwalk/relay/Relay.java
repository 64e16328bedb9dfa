package dev.catwalk.relay;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.delivery.DeliveryTable;
import dev.catwalk.delivery.Destination;
import dev.catwalk.network.WebAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A system that gets pushes from us. */
public record Relay(String name, RelayConfig.Relay config) implements Destination {
    /** As long as the platform itself waits for an answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** For a push of no merchant. */
    static final MerchantAppId NO_MERCHANT = new MerchantAppId("wx0000000000000000");

    private static final String TICKET = "component_verify_ticket";

    @Override
    public DeliveryTable table() {
        return DeliveryTable.PUSHES;
    }

    @Override
    public String address() {
        return config.url().orElseThrow();
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    /** JSON after Standard Webhooks instead of the platform's own form. */
    public boolean isPlain() {
        return config.form().equals("plain");
    }

    public boolean takesCustomerMessages() {
        return config.customerMessages().equals("through");
    }

    /** Whether pushes of this component are handed on here. */
    boolean serves(ComponentAppId component) {
        return config.component().map(component.value()::equals).orElse(true);
    }

    /**
     * Whether a push is handed on here.
     *
     * @param addressee the merchant in the address of the message URL
     * @param about the merchant that an authorization event names
     */
    boolean takes(
            ComponentAppId component, String event, Optional<MerchantAppId> addressee, Optional<MerchantAppId> about) {
        return serves(component)
                && wants(event)
                && (!needsMerchant() || merchant(addressee, about).isPresent());
    }

    /** Whether its address contains a merchant. */
    boolean needsMerchant() {
        return address().contains(MerchantAppId.PLACEHOLDER);
    }

    private boolean wants(String event) {
        return config.events()
                .map(patterns -> patterns.stream().anyMatch(pattern -> matches(pattern, event)))
                .orElse(!event.equals(TICKET));
    }

    private static boolean matches(String pattern, String event) {
        return pattern.endsWith("*")
                ? event.startsWith(pattern.substring(0, pattern.length() - 1))
                : event.equals(pattern);
    }

    /** In the original form an address with a merchant takes the place of the message URL, where no authorization event comes. */
    private Optional<MerchantAppId> merchant(Optional<MerchantAppId> addressee, Optional<MerchantAppId> about) {
        return isPlain() ? addressee.or(() -> about) : addressee;
    }

    WebAddress addressFor(RelayedPush push) {
        return filled(push.component(), merchant(push.addressee(), push.about()));
    }

    /** As it is for any push; to see where it leads. */
    public WebAddress sampleAddress() {
        return filled(new ComponentAppId("wx0000000000000000"), Optional.of(NO_MERCHANT));
    }

    private WebAddress filled(ComponentAppId component, Optional<MerchantAppId> merchant) {
        return WebAddress.parse(address()
                .replace(ComponentAppId.PLACEHOLDER, component.value())
                .replace(
                        MerchantAppId.PLACEHOLDER,
                        merchant.map(MerchantAppId::value).orElse("")));
    }

    List<String> secrets() {
        return config.secret().orElse(List.of());
    }

    /** Without address and secrets. */
    @Override
    public String toString() {
        return "Relay[" + name + "]";
    }
}
