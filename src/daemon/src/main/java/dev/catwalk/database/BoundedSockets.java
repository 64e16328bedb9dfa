package dev.catwalk.database;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;

/**
 * Sockets on which sending ends in time, too. {@code socketTimeout} limits reading alone, and the JDK cannot set
 * {@code TCP_USER_TIMEOUT}: when the database's host froze, a statement larger than the buffers of the kernel would be sent for a
 * quarter of an hour, or for ever if that host still acknowledges.
 *
 * <p>Made by the driver, by name.
 */
public final class BoundedSockets extends SocketFactory {
    /** As long as an answer may take. */
    private static final Duration LONGEST_SEND = Duration.ofSeconds(50);

    private static final ScheduledThreadPoolExecutor WATCH = watch();

    private final Duration longestSend;

    public BoundedSockets(Properties driverProperties) {
        this(LONGEST_SEND);
    }

    BoundedSockets(Duration longestSend) {
        this.longestSend = longestSend;
    }

    private static ScheduledThreadPoolExecutor watch() {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("database-send-limit").factory());
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public OutputStream getOutputStream() throws IOException {
                return new BoundedOutput(this, super.getOutputStream());
            }
        };
    }

    private final class BoundedOutput extends OutputStream {
        private final Socket socket;
        private final OutputStream out;

        private BoundedOutput(Socket socket, OutputStream out) {
            this.socket = socket;
            this.out = out;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single});
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            Future<?> tooLate = WATCH.schedule(this::closeSocket, longestSend.toMillis(), TimeUnit.MILLISECONDS);
            try {
                out.write(bytes, from, length);
            } finally {
                tooLate.cancel(false);
            }
        }

        /** The sender gets an exception, and the pool makes another connection. */
        private Void closeSocket() throws IOException {
            socket.close();
            return null;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("the driver connects by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket(host.getHostName(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        return createSocket(address, port);
    }
}
