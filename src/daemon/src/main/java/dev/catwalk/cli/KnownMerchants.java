package dev.catwalk.cli;

import dev.catwalk.component.ComponentAppId;
import dev.catwalk.component.Components;
import dev.catwalk.component.MerchantAppId;
import dev.catwalk.component.MerchantRef;
import dev.catwalk.launch.WrongRequestException;
import dev.catwalk.merchant.Merchants;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what people name on the command line. */
@Singleton
public class KnownMerchants {
    private final Components components;
    private final Merchants merchants;

    KnownMerchants(Components components, Merchants merchants) {
        this.components = components;
        this.merchants = merchants;
    }

    /**
     * The components meant: the one named, else all.
     *
     * @throws WrongRequestException when it is not configured
     */
    List<ComponentAppId> components(Optional<ComponentAppId> named) {
        List<ComponentAppId> all = components.appids();
        if (named.isPresent() && !all.contains(named.get())) {
            throw new WrongRequestException(
                    "component " + named.get() + " is not configured; configured are: " + joined(all));
        }
        return named.map(List::of).orElse(all);
    }

    /**
     * The merchant under each of these components that knows it.
     *
     * @throws WrongRequestException when none does
     */
    List<MerchantRef> find(MerchantAppId appid, List<ComponentAppId> of) {
        List<MerchantRef> found = merchants.find(appid).stream()
                .filter(merchant -> of.contains(merchant.component()))
                .toList();
        if (found.isEmpty()) {
            throw new WrongRequestException("merchant " + appid + " is not known to " + joined(of));
        }
        return found;
    }

    /**
     * The merchant that a command's arguments name.
     *
     * @param component null for any component that is configured
     * @throws WrongRequestException when no component knows it, or several do
     */
    public MerchantRef named(MerchantAppId appid, ComponentAppId component) {
        List<MerchantRef> found = find(appid, components(Optional.ofNullable(component)));
        if (found.size() > 1) {
            List<ComponentAppId> knowing =
                    found.stream().map(MerchantRef::component).toList();
            throw new WrongRequestException("merchant " + appid
                    + " is known to several components, say --component with one of: " + joined(knowing));
        }
        return found.getFirst();
    }

    private static String joined(List<ComponentAppId> components) {
        return components.stream().map(ComponentAppId::value).collect(Collectors.joining(", "));
    }
}
