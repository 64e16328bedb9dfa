package dev.catwalk.delivery;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses belong to the internet. The others lead to this machine, its network, or a cloud's metadata: a person
 * who may choose the receiver must not reach those through us. After IANA's registries of special-purpose addresses (read 2026-11).
 */
final class PublicAddresses {
    private static final List<IpSubnetFilterRule> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    // Of IPv6 only what is assigned for global use is public, ...
                    "0000::/3",
                    "4000::/2",
                    "8000::/1",
                    // ... and of that not what wraps another address, is for documentation, or for protocols.
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(PublicAddresses::rule)
            .toList();

    private PublicAddresses() {}

    private static IpSubnetFilterRule rule(String subnet) {
        String[] parts = subnet.split("/");
        return new IpSubnetFilterRule(parts[0], Integer.parseInt(parts[1]), IpFilterRuleType.REJECT);
    }

    /**
     * Whether a host is not public by the way it is written: one that another looks up. What ends with a number is an
     * address to some, and is none of the internet's unless it is written as usual.
     */
    static boolean excludes(String host) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return address != null
                ? !contains(address)
                : host.matches("(.*\\.)?(\\d+|0x[0-9a-f]*)") || host.matches("(.*\\.)?localhost");
    }

    static boolean contains(InetAddress address) {
        InetSocketAddress asked = new InetSocketAddress(address, 0);
        return SPECIAL.stream().noneMatch(rule -> rule.matches(asked));
    }
}
