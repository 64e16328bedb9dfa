package dev.catwalk.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** Certificates of an authority of our own, made by the JDK's keytool. */
public final class Certificates {
    public static final String PASSWORD = "changeit";

    private final Path keys;

    private final String name;

    private Certificates(Path keys, String name) {
        this.keys = keys;
        this.name = name;
    }

    public static Certificates in(Path folder, String name) throws IOException, InterruptedException {
        Certificates made = new Certificates(folder.resolve("keys.p12"), name);
        made.keytool("-alias", "authority", "-ext", "bc:critical=ca:true");
        return made;
    }

    /** @param options of keytool */
    public Certificates with(String host, String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("-alias", host, "-signer", "authority", "-ext", "san=dns:" + host));
        all.addAll(List.of(options));
        keytool(all.toArray(String[]::new));
        return this;
    }

    private void keytool(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(options));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }

    /** With a key for each host. */
    public Path keys() {
        return keys;
    }

    /** As an operator makes one: the authority and nothing else. */
    public Path trust() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            all.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", all.getCertificate("authority"));
        Path file = keys.resolveSibling("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        return file;
    }
}
