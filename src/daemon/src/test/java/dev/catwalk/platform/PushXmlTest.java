package dev.catwalk.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushXmlTest {

    @Test
    void plainTextAndCdataReadAlike() {
        // when
        PushXml xml = read("<xml><a>1</a><b><![CDATA[2]]></b><c>x<![CDATA[<&y]]>&lt;&#122;</c></xml>");

        // then
        assertThat(xml.text("a")).contains("1");
        assertThat(xml.text("b")).contains("2");
        assertThat(xml.text("c")).contains("x<&y<z");
    }

    @Test
    void namesAreCaseSensitive() {
        // when
        PushXml xml = read("<xml><appid>merchant</appid><AppId>component</AppId></xml>");

        // then
        assertThat(xml.text("AppId")).contains("component");
        assertThat(xml.text("appid")).contains("merchant");
        assertThat(xml.text("APPID")).isEmpty();
    }

    @Test
    void deeperElementsAreNotMistakenForChildren() {
        // when
        PushXml xml = read("<xml><info>\n<code>inside</code>\n</info><status>0</status></xml>");

        // then
        assertThat(xml.text("code")).isEmpty();
        assertThat(xml.text("info")).isEmpty();
        assertThat(xml.text("status")).contains("0");
    }

    @Test
    void ofTwoWithOneNameTheFirstCounts() {
        // when
        PushXml xml = read("<xml><a>first</a><a>second</a></xml>");

        // then
        assertThat(xml.text("a")).contains("first");
    }

    @Test
    void aDeclarationOfItsEncodingIsAllowed() {
        // when
        PushXml xml = read("<?xml version=\"1.0\" encoding=\"UTF-8\"?><xml><a>类</a></xml>");

        // then
        assertThat(xml.text("a")).contains("类");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE xml [<!ENTITY e \"1\">]><xml><a>&e;</a></xml>",
                "<!DOCTYPE xml SYSTEM \"http://127.0.0.1:1/x.dtd\"><xml><a>&e;</a></xml>",
                "<!DOCTYPE xml [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/x.dtd\"> %p;]><xml><a>&e;</a></xml>",
                "<xml><a>&undeclared;</a></xml>",
                "<xml><a>1</b></xml>",
                "<xml a=\"1\" a=\"2\"/>",
                "",
                " ",
                "\uFEFF",
                "<",
                "a",
                "{\"a\":\"1\"}"
            })
    void whatIsNoXmlHasNoText(String document) {
        assertThat(read(document).text("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE xml><xml><a>1</a></xml>",
                "<xml><a>1</a>",
                "<xml><a>1</a></xml><xml/>",
                "<xml><a>1</a></xml><xml>",
                "<xml><a>1</a><b>x & y</b></xml>",
                "<xml><b>\u0000</b><a>1</a></xml>",
                "<xml><b>&#0;&#xD800;&#99999999999999999999;&#x;</b><a>1</a></xml>",
                "<xml><b><![CDATA[\u0001\u001f\uFFFE\uFFFF]]></b><a>1</a></xml>",
                "<xml><x:b>1</x:b><a>1</a></xml>",
                "<xml xmlns:x=\"y\"><a>1</a></xml>",
                "<?xml version=\"9.9\"?><xml><a>1</a></xml>",
                "<?xml version=\"1.0\" encoding=\"nonsense\"?><xml><a>1</a></xml>",
                "<?xml version=\"1.0\" encoding=\"GBK\"?><xml><b>类</b><a>1</a></xml>",
                "\n \uFEFF<?xml version=\"1.0\"?>\n<xml><a>1</a></xml>\n"
            })
    void whatIsOddCostsNothingThatStandsBesideIt(String document) {
        assertThat(read(document).text("a")).contains("1");
    }

    @Test
    void charactersThatXmlCannotHoldAreReplaced() {
        // when
        PushXml xml = PushXml.read(new byte[] {
            '<', 'x', '>', '<', 'a', '>', 'b', 0x1d, (byte) 0xc3, 'c', '<', '/', 'a', '>', '<', '/', 'x', '>'
        });

        // then
        assertThat(xml.text("a")).contains("b\uFFFD\uFFFDc");
    }

    @Test
    void noFileIsEverRead(@TempDir Path folder) throws IOException {
        // given
        Path secret = Files.writeString(folder.resolve("secret"), "secret");

        // when
        PushXml xml = read("<!DOCTYPE xml [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><xml><a>&e;</a></xml>");

        // then
        assertThat(xml.text("a")).isEmpty();
    }

    @Test
    void noAddressIsEverAsked() throws IOException {
        try (ServerSocket listening = new ServerSocket(0)) {
            // given
            listening.setSoTimeout(1);
            String address = "http://127.0.0.1:" + listening.getLocalPort() + "/";

            // when
            PushXml xml = read("<!DOCTYPE xml PUBLIC \"a\" \"" + address + "\" [<!ENTITY e SYSTEM \"" + address
                    + "\">]><xml><a>&e;</a></xml>");

            // then
            assertThat(xml.text("a")).isEmpty();
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
        PushXml xml = read(bomb.toString());

        // then
        assertThat(xml.text("a")).isEmpty();
    }

    @Test
    void nestingIsPassedOverHoweverDeepItIs() {
        assertThat(read("<xml><b>" + "<a>".repeat(20_000) + "1" + "</a>".repeat(20_000) + "</b><c>2</c></xml>")
                        .text("a"))
                .isEmpty();
        assertThat(read("<xml><a>1</a>" + "<b>".repeat(20_000)).text("a")).contains("1");
    }

    private static PushXml read(String document) {
        return PushXml.read(document.getBytes(UTF_8));
    }
}
