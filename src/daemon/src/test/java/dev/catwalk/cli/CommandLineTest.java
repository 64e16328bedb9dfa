package dev.catwalk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.Catwalk;
import dev.catwalk.encryption.TestKeysets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no application: help, usage, keysets. */
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "walk",
                "categories",
                "doctor",
                "prune",
                "keys",
                "keys generate",
                "keys rotate",
                "keys status",
                "keys remove",
                "apikeys create",
                "apikeys list",
                "apikeys revoke",
                "merchants tag",
                "merchants import",
                "merchants link",
                "tickets",
                "tickets put",
                "problems list",
                "problems acknowledge",
                "problems assign",
                "problems note",
                "problems wait",
                "problems ignore",
                "problems reopen",
                "links create",
                "links list",
                "links revoke",
                "migrate"
            })
    void helpOfEachCommandComesWithAnExample(String command) {
        // when
        int exitCode = run((command + " --help").split(" "));

        // then
        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("Usage: catwalk " + command).contains("Example");
        // Whole lines, to be copied.
        String examples = out.toString().substring(out.toString().indexOf("Example"));
        assertThat(examples.lines().skip(1).filter(line -> !line.isBlank())).allMatch(line -> line.startsWith("  "));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void helpShowsCommandsAndExitCodes() {
        // when
        int exitCode = run("--help");

        // then
        assertThat(exitCode).isZero();
        assertThat(out.toString())
                .contains("serve", "walk", "categories", "doctor", "prune", "keys", "migrate")
                .contains("Exit codes:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bogus",
                "--bogus",
                "serve --bogus",
                "walk --scope some",
                "walk --scope all --merchant wxaaaaaaaaaaaaaaaa",
                "walk --merchant",
                "categories",
                "categories one two",
                "categories wx123",
                "explain wxAAAAAAAAAAAAAAAG",
                "walk --component nonsense",
                "doctor now",
                "doctor --heal",
                "prune now",
                "prune --for-ever",
                "links",
                "links create",
                "links create --all-that-need wxaaaaaaaaaaaaaaaa",
                "links list --limit 0",
                "links revoke one",
                "merchants",
                "merchants link --all-that-need wxaaaaaaaaaaaaaaaa",
                "merchants tag wx123",
                "merchants tag wxaaaaaaaaaaaaaaaa",
                "merchants tag wxaaaaaaaaaaaaaaaa owner",
                "merchants tag --csv no-such-file",
                "merchants tag wxaaaaaaaaaaaaaaaa a=b --csv -",
                "keys",
                "keys lose",
                "keys rotate now",
                "keys status now",
                "keys remove",
                "keys remove the-old-one",
                "keys remove -1",
                "apikeys create shop --scope component-token --tag owner=li",
                "tickets",
                "merchants import",
                "merchants import --format csv",
                "merchants import --format jsonl /no/such/file",
                "tickets put",
                "tickets put --component wx5a5a5a5a5a5a5a5a ticket@@@in-the-history",
                "problems",
                "problems list --state done",
                "problems list --by-reason --owner li",
                "problems assign 17",
                "problems wait 17",
                "problems wait 17 --until soon",
                "problems ack",
                "problems note 17",
                "problems reopen seventeen",
                "migrate now"
            })
    void wrongUsageIsReportedInFewLines(String arguments) {
        // when
        int exitCode = run(arguments.split(" "));

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("catwalk: ").contains("Usage: catwalk", "--help");
        assertThat(err.toString().lines()).hasSizeLessThan(12);
    }

    @Test
    void emptyAppidsAreRefused() {
        // when
        int ofMerchant = run("categories", "");
        int ofWalk = run("walk", "--merchant", " ", "--component", "");

        // then
        assertThat(ofMerchant).isEqualTo(2);
        assertThat(ofWalk).isEqualTo(2);
        assertThat(err.toString())
                .contains("an appid is wx and 16 hexadecimal digits")
                .doesNotContain("\tat ");
    }

    @Test
    void anArgumentThatTheLocaleLostIsRefused() {
        // when
        int exitCode = run("merchants", "tag", "wxaaaaaaaaaaaaaaaa", "owner=\uFFFD\uFFFD\uFFFD");

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("catwalk: an argument cannot be read")
                .contains("set LC_ALL=C.UTF-8");
    }

    @Test
    void slipsOfThePenAreRecognized() {
        // when
        run("serv");

        // then
        assertThat(err.toString()).contains("serve");
    }

    @Test
    void generatedKeysetOpens() {
        // when
        int exitCode = run("keys", "generate");

        // then
        assertThat(exitCode).isZero();
        assertThat(TestKeysets.open(out.toString()).keys()).hasSize(1);
    }

    @Test
    void keysetFileIsForItsOwnerOnly() throws IOException {
        // given
        Path file = folder.resolve("keyset.json");

        // when
        int exitCode = run("keys", "generate", "--out", file.toString());

        // then
        assertThat(exitCode).isZero();
        assertThat(out.toString()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(TestKeysets.open(Files.readString(file)).keys()).hasSize(1);
    }

    @Test
    void keysetFileIsNeverOverwritten() throws IOException {
        // given
        Path file = Files.writeString(folder.resolve("keyset.json"), "precious");

        // when
        int exitCode = run("keys", "generate", "--out", file.toString());

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains("--out", file.toString(), "exists");
        assertThat(file).hasContent("precious");
    }

    @Test
    void keysetFileInAFolderThatIsNotThereIsRefused() {
        // when
        int exitCode = run(
                "keys", "generate", "--out", folder.resolve("no/keyset.json").toString());

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .contains("--out", "cannot be written: its folder does not exist")
                .doesNotContain("\tat ", "Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"merchants tag --csv", "merchants import --format jsonl"})
    void aFolderInPlaceOfAFileIsRefused(String command) {
        // when
        int exitCode = run((command + " " + folder).split(" "));

        // then
        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).contains(folder + " is a folder");
    }

    private int run(String... arguments) {
        return Catwalk.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
