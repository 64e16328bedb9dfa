package dev.catwalk.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            https://host,                       true,  host,            443,  /
            HTTP://Host:8080?x=1,               false, host,            8080, /?x=1
            https://my_host.example./hook#top,  true,  my_host.example, 443,  /hook
            https://u:p@h:/a%20b?key=1,         true,  h,               443,  /a%20b?key=1
            'https://[::1]:8443/',              true,  ::1,             8443, /
            https://例え.テスト/路,               true,  xn--r8jz45g.xn--zckzah, 443, /%E8%B7%AF
            https://127.1/,                     true,  127.1,           443,  /
            """)
    void whatPeopleWriteIsUnderstood(String text, boolean secure, String host, int port, String pathAndQuery) {
        // when
        WebAddress address = WebAddress.parse(text);

        // then
        assertThat(address.secure()).isEqualTo(secure);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.pathAndQuery()).isEqualTo(pathAndQuery);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host/hook                     | is not an http or https address with a host
            https://                      | is not an http or https address with a host
            https:///hush                 | is not an http or https address with a host
            ftp://host/hush               | is not an http or https address with a host
            ' https://host/hush'          | is not an http or https address with a host
            https://ho st/hush            | is not an http or https address with a host
            https://u:hu/sh@host/         | is not an http or https address with a host
            https://host:0/hush           | holds a port that is not between 1 and 65535
            https://host:65536/hush       | holds a port that is not between 1 and 65535
            https://host:99999999999/hush | holds a port that is not between 1 and 65535
            https://ho..st/hush           | holds a host name that is none
            https://-host/hush            | holds a host name that is none
            https://ho${st}/hush          | holds a host name that is none
            https://[hush]/               | holds an IPv6 address that is none
            https://host/hush and more    | holds a character that no address may hold; write it as % and two hexadecimal digits
            https://host/${hush}          | holds a character that no address may hold; write it as % and two hexadecimal digits
            """)
    void whatIsNoneIsRefusedAndNotShown(String text, String why) {
        assertThatThrownBy(() -> WebAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why)
                .hasNoCause();
    }

    @Test
    void userAndPasswordBecomeAHeaderAndPrintNowhere() {
        // when
        WebAddress address = WebAddress.parse("https://us%40er:hush$$%2F:%zz@host/key?hush");

        // then: printf %s 'us@er:hush$$/:%zz' | base64
        assertThat(address.basicAuthorization()).contains("Basic dXNAZXI6aHVzaCQkLzoleno=");
        assertThat(address).hasToString("https://host:443");
        assertThat(WebAddress.parse("https://only@host").basicAuthorization()).contains("Basic b25seTo=");
        assertThat(WebAddress.parse("https://host").basicAuthorization()).isEmpty();
        assertThat(WebAddress.parse("https://@host").basicAuthorization()).isEmpty();
    }
}
