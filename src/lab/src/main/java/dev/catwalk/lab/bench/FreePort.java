package dev.catwalk.lab.bench;

import java.io.IOException;
import java.net.ServerSocket;

/** A port that is free now, for a process that is started with its port. */
final class FreePort {
    private FreePort() {}

    static int next() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
