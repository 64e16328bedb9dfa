package dev.catwalk.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code deploy/catwalk} and {@code mvnw} among JDKs that only say what they are asked. */
class StartScriptIT {
    private static final List<String> TOOLS =
            List.of("sh", "dirname", "readlink", "sed", "sort", "mktemp", "cat", "rm", "mkdir", "touch");
    private static final String SAY_ARGUMENTS = "#!/bin/sh\nfor a; do echo \"[$a]\"; done\n";

    @TempDir
    private Path temp;

    private Path root;
    private Path tools;
    private Path installed;

    @BeforeEach
    void layOut() throws IOException {
        root = Files.createDirectories(temp.resolve("a checkout"));
        installed = Files.createDirectories(temp.resolve("installed"));
        tools = Files.createDirectories(temp.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), found(tool));
        }
        Files.createDirectories(root.resolve("deploy"));
        copy("deploy/catwalk");
        copy("mvnw");
        // What is installed on the machine of this test is none of its business.
        String picker = Files.readString(Path.of("deploy/find-jdk.sh"))
                .replace("/usr/lib/jvm/*", installed + "/*")
                .replaceAll("/usr/java/\\*|/opt/\\*|/opt/java/\\*|/Library/[^;]+", "");
        Files.writeString(root.resolve("deploy/find-jdk.sh"), picker);
        Files.createDirectories(root.resolve("src/daemon/target/quarkus-app"));
        Files.createFile(root.resolve("src/daemon/target/quarkus-app/quarkus-run.jar"));
        Files.createDirectories(root.resolve("src/lab/target/lib"));
    }

    @Test
    void javaHomeIsTakenWhenItIsAJdk25() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("my jdk"), "25.0.3");

        // when
        CatwalkProcess script = catwalk(Map.of("JAVA_HOME", jdk.toString()), "walk", "two words");

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out())
                .contains("[-jar]\n[" + root.toRealPath()
                        + "/src/daemon/target/quarkus-app/quarkus-run.jar]\n[walk]\n[two words]\n");
        assertThat(script.err()).isEmpty();
    }

    @Test
    void drillIsACommandOfItsOwn() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        copy("deploy/drill");
        Path link = Files.createSymbolicLink(tools.resolve("drill"), root.resolve("deploy/drill"));

        // when
        CatwalkProcess script =
                run(List.of(link.toString(), "dead-node", "--keep"), Map.of("JAVA_HOME", jdk.toString()));

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out()).contains("[dev.catwalk.lab.Lab]\n[drill]\n[dead-node]\n[--keep]\n");
    }

    @Test
    void installationWithoutTheLabSaysSo() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        Files.delete(root.resolve("src/lab/target/lib"));

        // when
        CatwalkProcess script = catwalk(Map.of("JAVA_HOME", jdk.toString()), "demo");

        // then
        assertThat(script.awaitExit()).isEqualTo(2);
        assertThat(script.out()).isEmpty();
        assertThat(script.err()).isEqualTo("catwalk: demo is not part of this installation; run it from a checkout\n");
    }

    @Test
    void javaHomeThatIsTooOldIsPassedOver() throws IOException {
        // given
        Path old = jdk(temp.resolve("jdk 17"), "17.0.15");
        jdk(installed.resolve("jdk-26"), "26");
        jdk(installed.resolve("jdk-25"), "25.0.3");

        // when
        CatwalkProcess script = catwalk(Map.of("JAVA_HOME", old.toString()), "--version");

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out()).contains("JDK 25.0.3");
    }

    @Test
    void javacOnThePathServes() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("elsewhere"), "25.0.3");
        Files.createSymbolicLink(tools.resolve("javac"), jdk.resolve("bin/javac"));

        // when
        CatwalkProcess script = catwalk(Map.of(), "--version");

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out()).contains("JDK 25.0.3");
    }

    @Test
    void withoutAJdk25OneLineSaysSo() throws IOException {
        // given
        jdk(installed.resolve("jdk-17"), "17.0.15");

        // when
        CatwalkProcess script = catwalk(Map.of(), "serve");
        CatwalkProcess build = run(List.of(root.resolve("mvnw").toString(), "verify"), Map.of());

        // then
        assertThat(script.awaitExit()).isEqualTo(2);
        assertThat(script.out()).isEmpty();
        assertThat(script.err().lines()).hasSize(1);
        assertThat(script.err()).contains("no JDK 25");
        assertThat(build.awaitExit()).isEqualTo(2);
        assertThat(build.err()).contains("no JDK 25");
    }

    @Test
    void jreSufficesUntilSomethingHasToBeBuilt() throws IOException {
        // given
        Path jre = jdk(temp.resolve("jre"), "25.0.3");
        Files.delete(jre.resolve("bin/javac"));
        Files.createSymbolicLink(tools.resolve("java"), jre.resolve("bin/java"));
        CatwalkProcess built = catwalk(Map.of(), "--version");
        int exitCodeOfBuilt = built.awaitExit();
        Files.delete(root.resolve("src/daemon/target/quarkus-app/quarkus-run.jar"));

        // when
        CatwalkProcess missing = catwalk(Map.of(), "--version");

        // then
        assertThat(exitCodeOfBuilt).as(built.output()).isZero();
        assertThat(built.out()).contains("JDK 25.0.3");
        assertThat(missing.awaitExit()).isEqualTo(2);
        assertThat(missing.err()).contains("no JDK 25");
    }

    @Test
    void versionIsAskedForWhereNoReleaseFileShowsIt() throws IOException {
        // given
        Path jre = jdk(temp.resolve("jre"), "25.0.3");
        Files.delete(jre.resolve("release"));
        script(jre.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"25.0.3\" 2025-07-15 LTS' >&2\n");

        // when
        CatwalkProcess script = catwalk(Map.of("JAVA_HOME", jre.toString()), "--version");

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.err()).contains("openjdk version");
    }

    @Test
    void scriptIsFoundThroughALinkAndTakesJavaOptions() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        Path link = Files.createSymbolicLink(temp.resolve("catwalk link"), root.resolve("deploy/catwalk"));

        // when
        CatwalkProcess script = run(
                List.of(link.toString(), "serve"),
                Map.of("JAVA_HOME", jdk.toString(), "JAVA_OPTS", "-Xmx1g -Dcatwalk.walk.concurrency=8"));

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out())
                .contains("[-XX:+UseSerialGC]", "[-Xmx1g]\n[-Dcatwalk.walk.concurrency=8]\n[-jar]\n", "[serve]")
                .doesNotContain("[-Xmx128m]");
    }

    @Test
    void onlyTheDaemonGetsALimitOnItsHeapAndOneCollectorIsChosen() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        String catwalk = root.resolve("deploy/catwalk").toString();

        // when
        CatwalkProcess daemon = run(List.of(catwalk, "serve"), Map.of("JAVA_HOME", jdk.toString()));
        CatwalkProcess byDefault = run(List.of(catwalk), Map.of("JAVA_HOME", jdk.toString()));
        CatwalkProcess other =
                run(List.of(catwalk, "simulate"), Map.of("JAVA_HOME", jdk.toString(), "JAVA_OPTS", "-XX:+UseG1GC"));

        // then
        assertThat(daemon.awaitExit()).as(daemon.output()).isZero();
        assertThat(daemon.out()).contains("[-XX:+UseSerialGC]", "[-Xmx128m]\n[-jar]\n");
        assertThat(byDefault.awaitExit()).as(byDefault.output()).isZero();
        assertThat(byDefault.out()).contains("[-Xmx128m]\n[-jar]\n");
        assertThat(other.awaitExit()).as(other.output()).isZero();
        assertThat(other.out())
                .contains("[-XX:+UseG1GC]\n", "[dev.catwalk.lab.Lab]\n[simulate]\n")
                .doesNotContain("UseSerialGC", "-Xmx");
    }

    @ParameterizedTest
    @CsvSource({
        "ANSI_X3.4-1968, UTF-8, C.UTF-8",
        "ISO-8859-1, UTF-8, C.UTF-8",
        ", , C.UTF-8",
        "ANSI_X3.4-1968, ANSI_X3.4-1968, theirs",
        "UTF-8, UTF-8, theirs",
        "GB18030, UTF-8, theirs"
    })
    void aLocaleWithoutChineseIsReplacedWhereTheSystemHasAnother(String charmap, String ofUtf8, String expected)
            throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        if (charmap != null) {
            script(
                    tools.resolve("locale"),
                    "#!/bin/sh\n[ $LC_ALL = C.UTF-8 ] && echo " + ofUtf8 + " || echo " + charmap + "\n");
        }

        // when
        CatwalkProcess script = catwalk(Map.of("JAVA_HOME", jdk.toString(), "LC_ALL", "theirs"), "--version");

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out()).contains("LC_ALL=" + expected + "\n");
        assertThat(script.err()).isEmpty();
    }

    @Test
    void cacheForThisJavaIsUsedAndJavaOptionsStillWin() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        Path cache = Files.createFile(
                root.toRealPath().resolve("src/daemon/target/quarkus-app/quarkus-run-25.0.3+9-LTS.aot"));

        // when
        CatwalkProcess script = run(
                List.of(root.resolve("deploy/catwalk").toString(), "serve"),
                Map.of("JAVA_HOME", jdk.toString(), "JAVA_OPTS", "-XX:AOTMode=off"));

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out())
                .contains("[-XX:AOTCache=" + cache + "]\n[-Xlog:aot*=off]\n", "[-XX:AOTMode=off]\n[-jar]\n");
        assertThat(script.err()).isEmpty();
    }

    @Test
    void cacheForAnotherJavaIsLeftAloneAndOneLineSaysSo() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        Files.createFile(root.resolve("src/daemon/target/quarkus-app/quarkus-run-25.0.1+8-LTS.aot"));
        Files.createFile(root.resolve("src/daemon/target/quarkus-app/quarkus-run-26+1.aot"));

        // when
        CatwalkProcess script = catwalk(Map.of("JAVA_HOME", jdk.toString()), "serve");

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out()).contains("[serve]").doesNotContain("AOTCache");
        assertThat(script.err().lines()).hasSize(1);
        assertThat(script.err()).contains("deploy/aot-cache");
    }

    @Test
    void missingJarIsBuiltFirst() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        Files.delete(root.resolve("src/daemon/target/quarkus-app/quarkus-run.jar"));
        script(
                root.resolve("mvnw"),
                "#!/bin/sh\necho \"$@\"\ntouch '" + root + "/src/daemon/target/quarkus-app/quarkus-run.jar'\n");

        // when
        CatwalkProcess script = catwalk(Map.of("JAVA_HOME", jdk.toString()), "serve");

        // then
        assertThat(script.awaitExit()).as(script.output()).isZero();
        assertThat(script.out()).contains("[serve]").doesNotContain("package");
        assertThat(script.err().lines()).hasSize(1);
        assertThat(root.resolve("src/daemon/target/quarkus-app/quarkus-run.jar"))
                .exists();
    }

    @Test
    void buildThatFailsShowsItsLog() throws IOException {
        // given
        Path jdk = jdk(temp.resolve("jdk"), "25.0.3");
        Files.delete(root.resolve("src/daemon/target/quarkus-app/quarkus-run.jar"));
        script(root.resolve("mvnw"), "#!/bin/sh\necho 'no such artifact'\nexit 1\n");

        // when
        CatwalkProcess script = catwalk(Map.of("JAVA_HOME", jdk.toString()), "serve");

        // then
        assertThat(script.awaitExit()).isEqualTo(2);
        assertThat(script.out()).isEmpty();
        assertThat(script.err()).contains("no such artifact", "the build failed");
        assertThat(temp).isDirectoryContaining("glob:**/catwalk-build.*");
    }

    @Test
    void mavenRunsOnTheJdkThatWasFound() throws IOException {
        // given
        jdk(installed.resolve("jdk-25"), "25.0.3");
        CatwalkProcess without = run(List.of(root.resolve("mvnw").toString(), "verify"), Map.of());
        int exitCodeWithout = without.awaitExit();
        script(tools.resolve("mvn"), "#!/bin/sh\necho \"home $JAVA_HOME\"\n" + SAY_ARGUMENTS.substring(10));

        // when
        CatwalkProcess with = run(List.of(root.resolve("mvnw").toString(), "verify", "-q"), Map.of());

        // then
        assertThat(exitCodeWithout).isEqualTo(2);
        assertThat(without.err()).contains("Maven is not installed");
        assertThat(with.awaitExit()).as(with.output()).isZero();
        assertThat(with.out()).contains("home " + installed.resolve("jdk-25"), "[verify]\n[-q]\n");
    }

    private CatwalkProcess catwalk(Map<String, String> environment, String... arguments) {
        List<String> command = Stream.concat(
                        Stream.of(root.resolve("deploy/catwalk").toString()), Stream.of(arguments))
                .toList();
        return run(command, environment);
    }

    private CatwalkProcess run(List<String> command, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("PATH", tools.toString());
        all.put("TMPDIR", temp.toString());
        return CatwalkProcess.run(command, all);
    }

    /** Its java prints the arguments, and which JDK it is. */
    private static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(
                home.resolve("release"),
                "JAVA_VERSION=\"" + version + "\"\nJAVA_RUNTIME_VERSION=\"" + version + "+9-LTS\"\n");
        script(home.resolve("bin/javac"), "#!/bin/sh\necho javac " + version + "\n");
        script(home.resolve("bin/java"), SAY_ARGUMENTS + "echo JDK " + version + "\necho \"LC_ALL=${LC_ALL:-}\"\n");
        return home;
    }

    private void copy(String file) throws IOException {
        Files.copy(Path.of(file), root.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void script(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path found(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
