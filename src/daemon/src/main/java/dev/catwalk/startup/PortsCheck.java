package dev.catwalk.startup;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** That the ports we listen on are ours to take. */
public final class PortsCheck implements Check {
    private static final String ANY = "0.0.0.0";

    @Override
    public List<Problem> problems(Settings settings) {
        return Stream.of("quarkus.http", "quarkus.management", "catwalk.api")
                // The API is off without.
                .filter(listener -> settings.text(listener + ".port").isPresent())
                .flatMap(listener -> problem(settings, listener).stream())
                .toList();
    }

    private static Optional<Problem> problem(Settings settings, String listener) {
        String host = settings.text(listener + ".host").orElse(ANY);
        int port = settings.value(listener + ".port", Integer.class).orElse(0);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(new Problem(
                    listener + ".port", port + " on " + host + " cannot be listened on: " + e.getMessage()));
        }
    }
}
