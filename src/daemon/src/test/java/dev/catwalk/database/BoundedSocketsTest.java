package dev.catwalk.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BoundedSocketsTest {
    @Test
    @Timeout(20)
    void sendingToAPeerThatNeverReadsEnds() throws Exception {
        try (ServerSocket frozen = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new BoundedSockets(Duration.ofMillis(200)).createSocket()) {
            // given
            socket.connect(frozen.getLocalSocketAddress());
            OutputStream out = socket.getOutputStream();

            // then
            assertThatThrownBy(() -> {
                        while (true) {
                            out.write(new byte[1 << 20]);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void whatIsReadInTimeArrives() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = new BoundedSockets(new Properties()).createSocket()) {
            // given
            socket.connect(server.getLocalSocketAddress());

            // when
            socket.getOutputStream().write("hello".getBytes());
            socket.getOutputStream().write('!');
            socket.shutdownOutput();

            // then
            assertThat(server.accept().getInputStream().readAllBytes())
                    .asString()
                    .isEqualTo("hello!");
        }
    }
}
