package dev.catwalk.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCodesTest {
    /** The messages as public reports show them; protocol page §5.2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            61004 | access clientip is not registered requestIP: 203.0.113.7 rid: 6921758f-1a2b3c4d-5e6f7a8b     | 203.0.113.7
            61004 | access clientip is not registered requestIP: 2001:db8::7 rid: 6921758f-1a2b3c4d-5e6f7a8b     | 2001:db8::7
            61004 | invalid ip 203.0.113.7, not in whitelist rid: 6921758f-1a2b3c4d-5e6f7a8b                     | 203.0.113.7
            40164 | invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6921758f-1a2b3c4d-5e6f7a8b | 203.0.113.7
            """)
    void theAddressThePlatformSawIsTold(int errcode, String message, String address) {
        // when
        PlatformError error = ErrorCodes.explain(Call.COMPONENT_TOKEN, errcode, message);

        // then
        assertThat(error.reason()).isEqualTo("our address is not in the IP whitelist, the platform saw " + address);
        assertThat(error.kind()).isEqualTo(ErrorKind.COMPONENT_STOPPED);
        assertThat(error.rid()).isEqualTo("6921758f-1a2b3c4d-5e6f7a8b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"access clientip is not registered", "invalid ip, not in whitelist", "requestIP: nobody knows"})
    void nothingElseOfTheMessageIsTold(String message) {
        assertThat(ErrorCodes.explain(Call.COMPONENT_TOKEN, 61004, message).reason())
                .isEqualTo("our address is not in the IP whitelist");
    }
}
