package dev.catwalk.console;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Addresses from which a header is believed that any client could send. */
public final class TrustedProxies {
    private final List<IpSubnetFilterRule> networks;

    /** @throws IllegalArgumentException when one is neither an address nor a network, with a message that names it */
    public TrustedProxies(List<String> networks) {
        this.networks = networks.stream().map(TrustedProxies::network).toList();
    }

    private static IpSubnetFilterRule network(String text) {
        String[] parts = text.strip().split("/", 2);
        boolean isV4 = NetUtil.isValidIpV4Address(parts[0]);
        if (!isV4 && !NetUtil.isValidIpV6Address(parts[0])) {
            throw new IllegalArgumentException("'" + text + "' is neither an address nor a network such as 10.0.0.0/8");
        }
        try {
            int bits = parts.length == 2 ? Integer.parseInt(parts[1]) : isV4 ? 32 : 128;
            return new IpSubnetFilterRule(parts[0], bits, IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no network such as 10.0.0.0/8", e);
        }
    }

    /** @param address of the connection, a number and never a name */
    boolean contain(String address) {
        // The address of a single link names its interface after a percent sign.
        InetAddress from = NetUtil.createInetAddressFromIpAddressString(address.replaceFirst("%.*", ""));
        return from != null && networks.stream().anyMatch(network -> network.matches(new InetSocketAddress(from, 0)));
    }
}
