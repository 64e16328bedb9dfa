package dev.catwalk.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a daemon and its database, and loses connections as a failover without a reset does: they stay open and dead. */
final class Relay implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    /** @param target the database's port, of 127.0.0.1 */
    public Relay(int target) {
        this.target = target;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** From now on nothing passes on the connections there are; new ones are served. */
    public int freeze() {
        List<Line> open = lines.stream().filter(line -> !line.frozen).toList();
        open.forEach(line -> line.frozen = true);
        return open.size();
    }

    private void accept() {
        try {
            while (true) {
                connect(listening.accept());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Line line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), target));
            client.setTcpNoDelay(true);
            line.server.setTcpNoDelay(true);
            lines.add(line);
            line.forward(line.client, line.server);
            line.forward(line.server, line.client);
        } catch (IOException e) {
            // The database is away.
            client.close();
        }
    }

    private final class Line {
        private final Socket client;
        private final Socket server;
        private volatile boolean frozen;

        private Line(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void forward(Socket from, Socket to) {
            Thread.ofVirtual().start(() -> {
                try {
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream();
                    byte[] bytes = new byte[8192];
                    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                        if (!frozen) {
                            out.write(bytes, 0, n);
                        }
                    }
                } catch (IOException e) {
                    // The other direction ended.
                }
                if (!frozen) {
                    close();
                }
            });
        }

        private void close() {
            lines.remove(this);
            try (client;
                    server) {
                // Both.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.forEach(Line::close);
    }
}
