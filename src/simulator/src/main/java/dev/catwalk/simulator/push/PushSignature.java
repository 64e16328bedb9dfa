package dev.catwalk.simulator.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Both signatures of a push: SHA-1 over the sorted parts (protocol page §1.2). */
public final class PushSignature {
    private PushSignature() {}

    /** Parts are ASCII, so the order of strings is the order of bytes. */
    public static String of(String... parts) {
        String joined = Stream.of(parts).sorted().collect(Collectors.joining());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(joined.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
