package dev.catwalk.ops;

import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.MerchantAppId;
import dev.catwalk.walk.WalkScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which walk is wanted. Crosses into the application as arguments, since Quarkus makes the application's instance.
 *
 * @param merchants if any, the walk is over these and the scope is of no matter
 */
record WalkRequest(WalkScope scope, Optional<ComponentAppId> component, List<MerchantAppId> merchants) {
    private static final String ANY = "";

    WalkRequest {
        merchants = List.copyOf(merchants);
    }

    String[] toArguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add(scope.name());
        arguments.add(component.map(ComponentAppId::value).orElse(ANY));
        merchants.forEach(merchant -> arguments.add(merchant.value()));
        return arguments.toArray(String[]::new);
    }

    static WalkRequest of(String... arguments) {
        List<String> all = List.of(arguments);
        return new WalkRequest(
                WalkScope.valueOf(all.get(0)),
                Optional.of(all.get(1))
                        .filter(component -> !component.equals(ANY))
                        .map(ComponentAppId::new),
                all.subList(2, all.size()).stream().map(MerchantAppId::new).toList());
    }
}
