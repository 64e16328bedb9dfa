package dev.catwalk.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Stands for the group chat whose robot the demo's alerts go to: shows on the terminal what its members would read. */
final class DemoGroup implements AutoCloseable {
    private static final byte[] ACCEPTED = "{\"errcode\":0,\"errmsg\":\"ok\"}".getBytes(StandardCharsets.UTF_8);

    private final ObjectMapper mapper = new ObjectMapper();
    private final PrintStream out;
    private final HttpServer server;

    private DemoGroup(int port, PrintStream out) throws IOException {
        this.out = out;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::show);
        server.start();
    }

    static DemoGroup open(int port) throws IOException {
        return new DemoGroup(port, System.out);
    }

    private void show(HttpExchange message) throws IOException {
        try (message) {
            String text = mapper.readTree(message.getRequestBody())
                    .path("markdown")
                    .path("content")
                    .asText();
            out.println(
                    text.lines().filter(line -> !line.isBlank()).collect(Collectors.joining("\n    | ", "    | ", "")));
            message.sendResponseHeaders(200, ACCEPTED.length);
            message.getResponseBody().write(ACCEPTED);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
