package dev.catwalk.lab.surroundings;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Plays a group chat with a WeCom robot that alerts are sent to: passes on what its members would read. */
public final class GroupChat implements AutoCloseable {
    private static final byte[] ACCEPTED = "{\"errcode\":0,\"errmsg\":\"ok\"}".getBytes(StandardCharsets.UTF_8);

    private final ObjectMapper mapper = new ObjectMapper();
    private final Consumer<String> reader;
    private final HttpServer server;

    private GroupChat(int port, Consumer<String> reader) throws IOException {
        this.reader = reader;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::read);
        server.start();
    }

    /** @param reader gets each message as it comes, from a thread of the chat; without empty lines */
    public static GroupChat open(int port, Consumer<String> reader) throws IOException {
        return new GroupChat(port, reader);
    }

    private void read(HttpExchange message) throws IOException {
        try (message) {
            String text = mapper.readTree(message.getRequestBody())
                    .path("markdown")
                    .path("content")
                    .asText();
            reader.accept(text.lines().filter(line -> !line.isBlank()).collect(Collectors.joining("\n")));
            message.sendResponseHeaders(200, ACCEPTED.length);
            message.getResponseBody().write(ACCEPTED);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
