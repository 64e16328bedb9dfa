package dev.catwalk.startup;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** That the ports we listen on are ours to take. */
public final class PortsCheck implements Check {
    private static final String ANY = "0.0.0.0";

    @Override
    public List<Problem> problems(Settings settings) {
        List<Problem> problems = new ArrayList<>();
        Map<Integer, String> taken = new HashMap<>();
        // The API is off without a port, the console without catwalk.console.auth.
        Stream.of("quarkus.http", "quarkus.management", "catwalk.api", "catwalk.console")
                .filter(listener -> settings.text(listener + ".port").isPresent())
                .filter(listener -> !listener.equals("catwalk.console")
                        || settings.text("catwalk.console.auth").isPresent())
                .forEach(listener -> settings.value(listener + ".port", Integer.class)
                        .filter(port -> port != 0)
                        .map(port -> taken.putIfAbsent(port, listener))
                        .map(other -> new Problem(listener + ".port", "is that of " + other + ".port; give it another"))
                        .or(() -> problem(settings, listener))
                        .ifPresent(problems::add));
        return problems;
    }

    private static Optional<Problem> problem(Settings settings, String listener) {
        String host = settings.text(listener + ".host").orElse(ANY);
        Optional<Integer> port = settings.value(listener + ".port", Integer.class);
        if (port.isEmpty()) {
            return Optional.of(new Problem(listener + ".port", "is not the number of a port"));
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port.get()));
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of(new Problem(
                    listener + ".port", port.get() + " on " + host + " cannot be listened on: " + e.getMessage()));
        }
    }
}
