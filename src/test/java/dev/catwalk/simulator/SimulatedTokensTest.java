package dev.catwalk.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Protocol page §9 no. 2 to 4, and §4. */
class SimulatedTokensTest {
    private static final String MERCHANT = "wxaaaaaaaaaaaaaaaa";

    private final SettableClock clock = new SettableClock("2026-11-22T02:00:00Z");
    private SimulatedPlatform platform;
    private PlatformClient client;

    @BeforeEach
    void start() {
        platform = SimulatedPlatform.start(SimulatorOptions.builder()
                .clock(clock)
                .merchants(0)
                .ticketInterval(Duration.ZERO)
                .build());
        client = new PlatformClient(platform);
        platform.component()
                .authorize(MerchantProfile.miniProgram(MERCHANT).having(Category.approved(8, 39)), Notice.LOST);
    }

    @AfterEach
    void stop() {
        client.close();
        platform.close();
    }

    @Test
    void merchantsCategoriesAreReadByTicketThenTokensThenGet() {
        // given
        String token = client.merchantToken(MERCHANT);
        // when
        JsonNode answer = client.getCategory(token);
        // then
        assertThat(answer.path("errcode").asInt(-2)).isZero();
        assertThat(answer.at("/categories/0/first_name").asText()).isEqualTo("教育");
        assertThat(answer.at("/categories/0/audit_status").asInt()).isEqualTo(3);
        assertThat(answer.path("category_limit").asInt()).isEqualTo(20);
    }
}
