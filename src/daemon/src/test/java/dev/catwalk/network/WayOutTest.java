package dev.catwalk.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.net.ProxyOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WayOutTest {
    private static final WebAddress PLATFORM = WebAddress.parse("https://api.weixin.qq.com");

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            http://proxy.example:3128,                     proxy.example, 3128, -,    -
            proxy.example:3128,                            proxy.example, 3128, -,    -
            http://10.0.0.1:8080/,                         10.0.0.1,      8080, -,    -
            http://[::1]:8080,                             ::1,           8080, -,    -
            http://user:pass@proxy:1,                      proxy,         1,    user, pass
            http://user@proxy:1,                           proxy,         1,    user, ''
            http://us%40er:p%3Aa@proxy:1,                  proxy,         1,    us@er, p:a
            http://u:p@$$w#o/r?d%:50%off${x}@my_proxy:1,   my_proxy,      1,    u,    p@$$w#o/r?d%:50%off${x}
            """)
    void aProxyMayHaveAUserWithAnyPassword(String proxy, String host, int port, String user, String password) {
        // when
        ProxyOptions options = WayOut.of(proxy, "").proxyTo(PLATFORM).orElseThrow();

        // then
        assertThat(options.getHost()).isEqualTo(host);
        assertThat(options.getPort()).isEqualTo(port);
        assertThat(options.getUsername()).isEqualTo(user);
        assertThat(options.getPassword()).isEqualTo(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://proxy:hush@proxy:443",
                "socks5://u:hush@proxy:1080",
                "http://u:hush@proxy",
                "http://u:hush@proxy:0",
                "http://u:hush@proxy:65536",
                "http://u:hush@pro xy:3128",
                "http://u:hush@-:3128",
                "http://u:hush@[hush]:3128",
                "hush"
            })
    void whatIsNoProxyIsRefusedAndNotShown(String proxy) {
        assertThatThrownBy(() -> WayOut.of(proxy, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *                          | https://api.weixin.qq.com
            qq.com                     | https://api.weixin.qq.com
            .qq.com                    | https://api.weixin.qq.com
            *.qq.com                   | https://api.weixin.qq.com
            QQ.com.                    | https://api.weixin.qq.com.
            other, api.weixin.qq.com   | https://api.weixin.qq.com
            a b api.weixin.qq.com      | https://api.weixin.qq.com
            qq.com:443                 | https://api.weixin.qq.com
            qq.com:8443                | https://api.weixin.qq.com:8443/x
            10.1.2.3                   | http://10.1.2.3/
            10.0.0.0/8                 | http://10.1.2.3/
            10.1.2.3:80                | http://10.1.2.3/
            ::1                        | http://[::1]/
            [::1]                      | http://[0:0:0:0:0:0:0:1]/
            [::1]:8080                 | http://[::1]:8080/
            fd00::/8                   | http://[fd00::5]/
            localhost                  | http://localhost:9/
            """)
    void whatNeedsNoProxyIsReachedDirectly(String direct, String address) {
        assertThat(WayOut.of("proxy:1", direct).to(WebAddress.parse(address))).isEqualTo("directly");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                | https://api.weixin.qq.com
            weixin            | https://api.weixin.qq.com
            in.qq.com         | https://api.weixin.qq.com
            qq.com:80         | https://api.weixin.qq.com
            .                 | https://api.weixin.qq.com
            /                 | https://api.weixin.qq.com
            300.1.1.1/8       | http://10.1.2.3/
            10.0.0.0/99       | http://10.1.2.3/
            10.0.0.0/16       | http://10.1.2.3/
            10.0.0.0/8        | http://10.example/
            10.0.0.0/8        | http://[::1]/
            0.0.0.1           | http://10.0.0.1/
            """)
    void everythingElseGoesThroughIt(String direct, String address) {
        assertThat(WayOut.of("http://u:hush@proxy:1", direct).to(WebAddress.parse(address)))
                .isEqualTo("through the proxy proxy:1");
    }

    @Test
    void offIsNoProxy() {
        assertThat(WayOut.of("off", "").to(PLATFORM)).isEqualTo("directly");
        assertThat(WayOut.of("", "").to(PLATFORM)).isEqualTo("directly");
    }
}
