package dev.catwalk.simulator;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this machine that are free. */
public final class FreePort {
    private static final int LOWEST = 20_000;
    private static final int LOWEST_GIVEN = 32_000;
    private static final int ATTEMPTS = 100;

    /** Open until this process ends: by them other callers, in other processes too, notice that a port was given. */
    private static final List<DatagramSocket> GIVEN = new CopyOnWriteArrayList<>();

    private FreePort() {}

    /** The usual port, or any other when that one is taken. */
    public static int preferring(int usual) {
        return isFree(usual) ? usual : any();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** One that no other caller got, and that stays free until the caller listens: the system gives higher ports to clients. */
    public static int any() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_GIVEN);
            if (isFree(port) && give(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private static boolean give(int port) {
        try {
            GIVEN.add(new DatagramSocket(port, InetAddress.getLoopbackAddress()));
            return true;
        } catch (SocketException e) {
            return false;
        }
    }
}
