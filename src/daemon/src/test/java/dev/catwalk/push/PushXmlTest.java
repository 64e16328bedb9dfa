package dev.catwalk.push;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushXmlTest {

    @Test
    void plainTextAndCdataReadAlike() {
        // when
        PushXml xml = read("<xml><a>1</a><b><![CDATA[2]]></b><c>x<![CDATA[<&y]]>&lt;&#122;</c></xml>")
                .orElseThrow();

        // then
        assertThat(xml.text("a")).contains("1");
        assertThat(xml.text("b")).contains("2");
        assertThat(xml.text("c")).contains("x<&y<z");
    }

    @Test
    void namesAreCaseSensitive() {
        // when
        PushXml xml = read("<xml><appid>merchant</appid><AppId>component</AppId></xml>")
                .orElseThrow();

        // then
        assertThat(xml.text("AppId")).contains("component");
        assertThat(xml.text("appid")).contains("merchant");
        assertThat(xml.text("APPID")).isEmpty();
    }

    @Test
    void deeperElementsAreNotMistakenForChildren() {
        // when
        PushXml xml = read("<xml><info>\n<code>inside</code>\n</info><status>0</status></xml>")
                .orElseThrow();

        // then
        assertThat(xml.text("code")).isEmpty();
        assertThat(xml.text("info")).isEmpty();
        assertThat(xml.text("status")).contains("0");
    }

    @Test
    void ofTwoWithOneNameTheFirstCounts() {
        // when
        PushXml xml = read("<xml><a>first</a><a>second</a></xml>").orElseThrow();

        // then
        assertThat(xml.text("a")).contains("first");
    }

    @Test
    void aDeclarationOfItsEncodingIsAllowed() {
        // when
        PushXml xml = read("<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><a>类</a></xml>")
                .orElseThrow();

        // then
        assertThat(xml.text("a")).contains("类");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE xml><xml><a>1</a></xml>",
                "<!DOCTYPE xml [<!ENTITY e \"1\">]><xml><a>&e;</a></xml>",
                "<!DOCTYPE xml SYSTEM \"http://127.0.0.1:1/x.dtd\"><xml><a>1</a></xml>",
                "<!DOCTYPE xml [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x.dtd\"> %p;]><xml><a>1</a></xml>",
                "<xml><a>&undeclared;</a></xml>",
                "<xml><a>1</a>",
                "<xml><a>1</b></xml>",
                "<xml><a>1</a></xml><xml/>",
                "<xml><a>\u0000</a></xml>",
                "<xml><a>&#0;</a></xml>",
                "<xml><a>&#xD800;</a></xml>",
                "<xml><a:b>1</a:b></xml>",
                "<xml a=\"1\" a=\"2\"/>",
                "",
                " ",
                "\uFEFF",
                "<",
                "<?xml version=\"9.9\"?><xml/>"
            })
    void whatIsNotPlainXmlIsNoDocument(String document) {
        assertThat(read(document)).isEmpty();
    }

    @Test
    void noFileIsEverRead(@TempDir Path folder) throws IOException {
        // given
        Path secret = Files.writeString(folder.resolve("secret"), "secret");

        // when
        Optional<PushXml> xml =
                read("<!DOCTYPE xml [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><xml><a>&e;</a></xml>");

        // then
        assertThat(xml).isEmpty();
    }

    @Test
    void noAddressIsEverAsked() throws IOException {
        try (ServerSocket listening = new ServerSocket(0)) {
            // given
            listening.setSoTimeout(1);
            String address = "http://127.0.0.1:" + listening.getLocalPort() + "/";

            // when
            Optional<PushXml> xml = read("<!DOCTYPE xml PUBLIC \"a\" \"" + address + "\" [<!ENTITY e SYSTEM \""
                    + address + "\">]><xml><a>&e;</a></xml>");

            // then
            assertThat(xml).isEmpty();
            assertThatThrownBy(listening::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aBillionLaughsAreNotLaughed() {
        // given
        StringBuilder bomb = new StringBuilder("<!DOCTYPE xml [<!ENTITY l0 \"lol\">");
        for (int i = 1; i < 10; i++) {
            bomb.append(
                    "<!ENTITY l%d \"%s\">".formatted(i, "&l%d;".formatted(i - 1).repeat(10)));
        }
        bomb.append("]><xml><a>&l9;</a></xml>");

        // when
        Optional<PushXml> xml = read(bomb.toString());

        // then
        assertThat(xml).isEmpty();
    }

    @Test
    void nestingHasALimit() {
        // given
        int deepest = PushXml.DEPTH_LIMIT;

        // then
        assertThat(read("<a>".repeat(deepest) + "</a>".repeat(deepest))).isPresent();
        assertThat(read("<a>".repeat(deepest + 1) + "</a>".repeat(deepest + 1))).isEmpty();
        assertThat(read("<a>".repeat(20_000))).isEmpty();
    }

    @Test
    void onlyUtf8IsRead() {
        // given
        String document = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><xml><a>1</a></xml>";

        // then
        assertThat(PushXml.read(document.getBytes(UTF_16))).isEmpty();
        assertThat(PushXml.read(new byte[] {'<', 'a', '>', (byte) 0xc3, '<', '/', 'a', '>'}))
                .isEmpty();
    }

    private static Optional<PushXml> read(String document) {
        return PushXml.read(document.getBytes(UTF_8));
    }
}
