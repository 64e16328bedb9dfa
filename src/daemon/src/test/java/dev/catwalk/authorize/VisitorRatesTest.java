package dev.catwalk.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VisitorRatesTest {
    private final VisitorRates rates = new VisitorRates();

    @Test
    void allAddressesTogetherMayTryFiftyTimesASecond() {
        // given
        long begin = System.nanoTime();

        // when
        long admitted = IntStream.range(0, 5000)
                .filter(i -> rates.admit("192.0." + i / 250 + "." + i % 250))
                .count();

        // then: and as many again for each second that the test took
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat(admitted).isBetween(50L, 50 + (long) Math.ceil(50 * seconds));
    }

    @Test
    void oneAddressMayTryTwentyTimesAMinuteAndLeavesTheRestToOthers() {
        // when
        long admitted =
                IntStream.range(0, 25).filter(i -> rates.admit("192.0.2.1")).count();

        // then
        assertThat(admitted).isEqualTo(20);
        assertThat(rates.admit("192.0.2.2")).isTrue();
    }

    @Test
    void aNetworkOfIpv6AddressesIsOne() {
        // when
        IntStream.range(0, 20).forEach(i -> rates.admit("2001:db8:1:1::" + i));

        // then
        assertThat(rates.admit("2001:db8:1:1:ffff::1")).isFalse();
        assertThat(rates.admit("2001:db8:1:2::1")).isTrue();
    }
}
