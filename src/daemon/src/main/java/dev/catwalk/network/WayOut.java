package dev.catwalk.network;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How addresses outside are reached: directly or through an HTTP proxy, which is asked by CONNECT for https and is sent the
 * whole address for http. Prints no user and no password.
 */
public final class WayOut {
    /** Of {@code proxy}: what other tools obey, too. */
    public static final String DEFAULT_PROXY = "${HTTPS_PROXY:${https_proxy:off}}";

    /** Of {@code no-proxy}. */
    public static final String DEFAULT_DIRECT = "${NO_PROXY:${no_proxy:}}";

    private static final String OFF = "off";

    /** The password may hold anything, an @ as well. */
    private static final Pattern FORM = Pattern.compile(
            "(?:(?i:http)://|(?![A-Za-z][A-Za-z0-9+.-]*://))(?:(.*)@)?(\\[[^\\]]*]|[^/?#@:\\[\\]\\s]+):(\\d+)/?",
            Pattern.DOTALL);

    private static final Pattern SUBNET = Pattern.compile("([0-9a-fA-F:.]+)/(\\d{1,3})");
    private static final Pattern WITH_PORT = Pattern.compile("(\\[[^\\]]*]|[^:]*):(\\d{1,5})");

    private final Optional<ProxyOptions> proxy;
    private final List<String> direct;

    private WayOut(Optional<ProxyOptions> proxy, List<String> direct) {
        this.proxy = proxy;
        this.direct = direct;
    }

    /**
     * @param proxy {@code http://[user:password@]host:port}, or {@code off}
     * @param direct what is reached without it: hosts with all below them, addresses, subnets, each with a port or without,
     *     or {@code *}
     * @throws IllegalArgumentException saying what is wrong, and nothing of the address
     */
    public static WayOut of(String proxy, String direct) {
        return new WayOut(
                proxy.isBlank() || OFF.equals(proxy) ? Optional.empty() : Optional.of(proxy(proxy.strip())),
                Stream.of(direct.split("[,\\s]+"))
                        .filter(entry -> !entry.isEmpty())
                        .map(entry -> entry.toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static ProxyOptions proxy(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is neither off nor http://HOST:PORT or http://USER:PASSWORD@HOST:PORT");
        }
        ProxyOptions options = new ProxyOptions()
                .setType(ProxyType.HTTP)
                .setHost(WebAddress.host(parts.group(2)))
                .setPort(WebAddress.port(parts.group(3)));
        if (parts.group(1) != null) {
            String[] user = parts.group(1).split(":", 2);
            options.setUsername(WebAddress.decoded(user[0]))
                    .setPassword(user.length == 1 ? "" : WebAddress.decoded(user[1]));
        }
        return options;
    }

    /** Empty when it is reached directly. */
    public Optional<ProxyOptions> proxyTo(WebAddress target) {
        return proxy.filter(options -> direct.stream().noneMatch(entry -> covers(entry, target)));
    }

    /** In words. */
    public String to(WebAddress target) {
        return proxyTo(target)
                .map(options -> "through the proxy " + options.getHost() + ":" + options.getPort())
                .orElse("directly");
    }

    private static boolean covers(String entry, WebAddress target) {
        Matcher subnet = SUBNET.matcher(entry);
        if (subnet.matches()) {
            return covers(subnet.group(1), Integer.parseInt(subnet.group(2)), target.host());
        }
        boolean isAddress = NetUtil.isValidIpV6Address(entry);
        Matcher withPort = WITH_PORT.matcher(entry);
        if (!isAddress && withPort.matches()) {
            return Integer.parseInt(withPort.group(2)) == target.port() && coversHost(withPort.group(1), target.host());
        }
        return coversHost(entry, target.host());
    }

    private static boolean coversHost(String entry, String host) {
        String name =
                entry.replaceFirst("^\\*?\\.", "").replaceFirst("\\.$", "").replaceAll("[\\[\\]]", "");
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(name);
        if (address != null) {
            return address.equals(NetUtil.createInetAddressFromIpAddressString(host));
        }
        return name.equals("*") || !name.isEmpty() && (host.equals(name) || host.endsWith("." + name));
    }

    /** Of addresses only: a name is for the proxy to look up. */
    private static boolean covers(String network, int bits, String host) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        InetAddress base = NetUtil.createInetAddressFromIpAddressString(network);
        return address != null
                && base != null
                && bits <= base.getAddress().length * Byte.SIZE
                && base.getClass() == address.getClass()
                && new IpSubnetFilterRule(base, bits, IpFilterRuleType.ACCEPT)
                        .matches(new InetSocketAddress(address, 0));
    }

    @Override
    public String toString() {
        return "WayOut";
    }
}
