package dev.catwalk.network;

import io.netty.handler.proxy.ProxyConnectException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why there was no answer, in our words: those of the exceptions quote addresses, and with them keys. */
public final class ConnectionTrouble {
    /** Its status. */
    public static final int PROXY_AUTHENTICATION_REQUIRED = 407;

    /** Also what a status of 407 means that comes as an answer. */
    public static final String PROXY_WANTS_ANOTHER_USER = "the proxy wants another user or password (status 407)";

    private static final Pattern STATUS = Pattern.compile("status: (\\d{3})");

    private ConnectionTrouble() {}

    /** @param byProxy whether a proxy was asked, so that what could not be reached was that */
    public static String words(Throwable failure, boolean byProxy) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .map(cause -> known(cause, byProxy))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> failure.getClass().getSimpleName());
    }

    private static Optional<String> known(Throwable failure, boolean byProxy) {
        return Optional.ofNullable(
                switch (failure) {
                    case ProxyConnectException e -> proxy(e);
                    case UnknownHostException _ -> (byProxy ? "the proxy's" : "the") + " host name is not resolved";
                    case ConnectException _ -> byProxy ? "no connection to the proxy" : "no connection";
                    case TimeoutException _ -> (byProxy ? "no connection to the proxy" : "no connection") + " in time";
                    case SSLException e -> tls(e);
                    case BoundedBody.TooLargeException e -> e.getMessage();
                    default -> null;
                });
    }

    private static String proxy(ProxyConnectException failure) {
        if (failure.getCause() instanceof ConnectException || failure.getCause() instanceof UnknownHostException) {
            return null;
        }
        Matcher status = STATUS.matcher(String.valueOf(failure.getMessage()));
        if (!status.find()) {
            return "the proxy did not connect";
        }
        return "407".equals(status.group(1))
                ? PROXY_WANTS_ANOTHER_USER
                : "the proxy did not connect: status " + status.group(1);
    }

    private static String tls(SSLException failure) {
        return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .map(ConnectionTrouble::certificate)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> "no TLS connection: " + failure.getClass().getSimpleName());
    }

    private static Optional<String> certificate(Throwable failure) {
        return Optional.ofNullable(
                switch (failure) {
                    case CertificateExpiredException _ -> "its certificate has expired";
                    case CertificateNotYetValidException _ ->
                        "its certificate is not valid yet; is this machine's clock right?";
                    // The second is of one that bears the name of one that is trusted.
                    case CertPathBuilderException _, SignatureException _ ->
                        "its certificate is of an authority that is not trusted; src/docs/configuration.md says how to trust one";
                    case CertPathValidatorException e
                    when e.getCause() == null -> "its certificate is not accepted: " + e.getReason();
                    // Only the message identifies this failure.
                    case CertificateException e
                    when e.getMessage() != null
                            && e.getMessage().matches("(?s)No (subject alternative|name match).*") ->
                        "its certificate is for another host name";
                    default -> null;
                });
    }
}
