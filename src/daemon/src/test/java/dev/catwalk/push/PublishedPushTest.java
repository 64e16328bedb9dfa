package dev.catwalk.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.component.Secret;
import dev.catwalk.platform.EnvelopeKey;
import dev.catwalk.platform.EnvelopeKey.Decrypted;
import dev.catwalk.platform.SignedQuery;
import dev.catwalk.push.PushVerification.Verdict;
import dev.catwalk.push.PushVerification.Verdict.Genuine;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class PublishedPushTest {
    static final List<PublishedPush> ALL = PublishedPush.all();
    static final List<PublishedPush> DOCUMENTS =
            ALL.stream().filter(push -> push != PublishedPush.MULTIBYTE).toList();
    static final List<PublishedPush> WITH_PLAIN_SIGNATURE =
            ALL.stream().filter(push -> push.signature() != null).toList();

    @ParameterizedTest
    @FieldSource("ALL")
    void theSignatureHolds(PublishedPush push) {
        // when
        boolean covered = push.query().covers(new Secret(push.token()), push.encrypted());

        // then
        assertThat(covered).isTrue();
    }

    @ParameterizedTest
    @FieldSource("WITH_PLAIN_SIGNATURE")
    void theSignatureWithoutABodyHolds(PublishedPush push) {
        // when
        SignedQuery query = new SignedQuery(push.signature(), push.timestamp(), push.nonce());

        // then
        assertThat(query.covers(new Secret(push.token()))).isTrue();
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void theEnvelopeOpens(PublishedPush push) {
        // given
        EnvelopeKey key = new EnvelopeKey(new Secret(push.encodingAesKey()));

        // when
        Decrypted letter =
                key.open(Base64.getDecoder().decode(push.encrypted())).orElseThrow();

        // then
        assertThat(new String(letter.content(), UTF_8)).isEqualTo(push.content());
        assertThat(letter.appid()).isEqualTo(push.component());
    }

    @ParameterizedTest
    @FieldSource("DOCUMENTS")
    void theWholePushIsGenuine(PublishedPush push) {
        // when
        Verdict verdict = new PushVerification(push.configured()).verify(push.query(), Optional.empty(), push.body());

        // then
        assertThat(verdict).isInstanceOfSatisfying(Genuine.class, genuine -> assertThat(
                        genuine.content().bytes())
                .isEqualTo(push.content().getBytes(UTF_8)));
    }

    @Test
    void contentThatIsNoDocumentIsGenuine() {
        // given
        PublishedPush text = PublishedPush.MULTIBYTE;

        // when
        Verdict verdict = new PushVerification(text.configured()).verify(text.query(), Optional.empty(), text.body());

        // then
        assertThat(verdict).isInstanceOf(Genuine.class);
    }

    @Test
    void typeAndTimeAreRead() {
        // given
        PublishedPush ticket = PublishedPush.COMPONENT_VERIFY_TICKET;

        // when
        Verdict verdict =
                new PushVerification(ticket.configured()).verify(ticket.query(), Optional.empty(), ticket.body());

        // then
        assertThat(verdict).isInstanceOfSatisfying(Genuine.class, genuine -> {
            assertThat(genuine.content().type()).contains("component_verify_ticket");
            assertThat(genuine.content().issuedAt()).contains(Instant.ofEpochSecond(1436881222));
        });
    }
}
