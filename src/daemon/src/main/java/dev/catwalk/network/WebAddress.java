package dev.catwalk.network;

import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An http or https address as a configuration contains it. More than {@link URI}, it knows hosts with an underscore, names
 * that are not ASCII, and a user with a password. Prints neither these nor the path, which may hold a key.
 *
 * @param user with the password after a colon, decoded; null without one
 * @param host a name in ASCII without a dot at its end, or an IP address, that of version 6 without brackets
 * @param port the scheme's own where none is written
 * @param pathAndQuery begins with a slash
 */
public record WebAddress(boolean secure, String user, String host, int port, String pathAndQuery) {
    private static final Pattern FORM = Pattern.compile(
            "(https?)://(?:([^/?#\\s]*)@)?(\\[[^\\]]*]|[^/?#@:\\[\\]\\s]+)(?::(\\d*))?([/?][^#]*)?(?:#.*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)\\w([\\w-]{0,61}\\w)?(\\.\\w([\\w-]{0,61}\\w)?)*");
    private static final Pattern ENCODED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    private static final int HIGHEST_PORT = 65_535;
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1");

    /** @throws IllegalArgumentException saying what is wrong, and nothing of the address */
    public static WebAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is not an http or https address with a host");
        }
        boolean secure = "https".equalsIgnoreCase(parts.group(1));
        String user = parts.group(2) == null ? null : decoded(parts.group(2));
        return new WebAddress(
                secure,
                user,
                host(parts.group(3)),
                parts.group(4) == null || parts.group(4).isEmpty() ? secure ? 443 : 80 : port(parts.group(4)),
                path(parts.group(5)));
    }

    /** Empty for what is none. */
    public static Optional<WebAddress> find(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The same with parameters behind its own. */
    public WebAddress withQuery(String parameters) {
        return new WebAddress(
                secure, user, host, port, pathAndQuery + (pathAndQuery.contains("?") ? "&" : "?") + parameters);
    }

    /** As it is in {@link #host}. */
    static String host(String text) {
        if (text.startsWith("[")) {
            String address = text.substring(1, text.length() - 1);
            if (!NetUtil.isValidIpV6Address(address)) {
                throw new IllegalArgumentException("holds an IPv6 address that is none");
            }
            return address;
        }
        String name;
        try {
            name = IDN.toASCII(text).replaceFirst("\\.$", "").toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            name = "";
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("holds a host name that is none");
        }
        return name;
    }

    static int port(String digits) {
        int port = digits.length() > 5 ? 0 : Integer.parseInt(digits);
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("holds a port that is not between 1 and " + HIGHEST_PORT);
        }
        return port;
    }

    private static String path(String text) {
        String path = text == null ? "/" : text.startsWith("/") ? text : "/" + text;
        try {
            return URI.create("http://host" + path).toASCIIString().substring("http://host".length());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "holds a character that no address may hold; write it as % and two hexadecimal digits");
        }
    }

    /** What is no code stays as it is: a password may hold a percent sign. */
    static String decoded(String text) {
        return ENCODED.matcher(text).replaceAll(codes -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(HexFormat.of().parseHex(codes.group().replace("%", "")));
            return Matcher.quoteReplacement(bytes.toString(StandardCharsets.UTF_8));
        });
    }

    /** Whether everyone on the way to another machine can read what is sent there. */
    public boolean crossesTheNetworkInClear() {
        return !secure && !LOOPBACK.contains(host);
    }

    /** The value of the header {@code Authorization}; empty when the address names no user. */
    public Optional<String> basicAuthorization() {
        return Optional.ofNullable(user)
                .filter(text -> !text.isEmpty())
                .map(text -> text.contains(":") ? text : text + ":")
                .map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return (secure ? "https://" : "http://") + hostAndPort();
    }

    String hostAndPort() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
