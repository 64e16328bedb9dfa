package dev.catwalk.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy for which every host is this machine. It notes what it is asked for. */
public final class ConnectProxy implements AutoCloseable {
    private static final String HEADER = "proxy-authorization: ";

    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String authorization;
    private volatile String answer;
    private volatile boolean silent;

    public ConnectProxy() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** @param user with the password after a colon */
    public ConnectProxy requiring(String user) {
        authorization = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public ConnectProxy answering(String status) {
        answer = status;
        return this;
    }

    /** Takes connections, and never says anything. */
    public ConnectProxy silent() {
        silent = true;
        return this;
    }

    public String hostAndPort() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Method and target of each request. */
    public List<String> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // By the end of the test.
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String[] line = head.lines().findFirst().orElse("").split(" ");
            asked.add(line[0] + " " + line[1]);
            if (silent) {
                client.getInputStream().transferTo(new ByteArrayOutputStream());
                return;
            }
            if (authorization != null
                    && !head.toLowerCase(Locale.ROOT)
                            .contains(HEADER + authorization.toLowerCase(Locale.ROOT) + "\r\n")) {
                write(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            if (answer != null) {
                write(client, "HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n");
                return;
            }
            forward(client, line, head);
        } catch (IOException gone) {
            // The client that waits for an answer notices.
        }
    }

    private void forward(Socket client, String[] line, String head) throws IOException {
        boolean connect = line[0].equals("CONNECT");
        // Not by URI, which knows no port behind a name with an underscore.
        int port = Integer.parseInt(line[1].replaceFirst("^(?:http://)?[^/]*:(\\d+)(?:/.*)?$", "$1"));
        try (Socket origin = new Socket(InetAddress.getLoopbackAddress(), port)) {
            sockets.add(origin);
            if (connect) {
                write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
            } else {
                write(
                        origin,
                        head.replaceFirst("http://[^/ ]+", "")
                                .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n"));
            }
            Thread.ofVirtual().start(() -> pipe(client, origin));
            origin.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void pipe(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // The other direction notices.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended in its head");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
