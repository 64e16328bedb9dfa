package dev.catwalk.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.component.AccessToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTextTest {
    private static final Instant NOW = Instant.parse("2026-11-27T00:00:00Z");

    /** Bytes in hexadecimal between the quotes of a text, and what is read. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            61 14 62, a\uFFFDb
            5c 75 30 30 31 34, \uFFFD
            61 00 62, a\uFFFDb
            5c 75 30 30 30 30, \uFFFD
            61 0a 09 0d 62, 'a\n\t\rb'
            e5 95 86 e5 ae, 商\uFFFD
            ff 61, \uFFFDa
            5c 75 64 38 33 64, \uFFFD
            5c 75 64 65 30 30 61, \uFFFDa
            5c 75 64 38 33 64 5c 75 64 65 30 30, 😀
            f0 9f 98 80, 😀
            5c 75 64 38 33 64 5c 75 64 38 33 64 5c 75 64 65 30 30, \uFFFD😀
            5c 2f 5c 78, /x
            """)
    void aTextIsReadWhateverIsInIt(String bytes, String text) throws IOException {
        // when
        JsonNode answer = read("{\"name\":\"", bytes, "\",\"errcode\":0}");

        // then
        assertThat(answer.path("name").textValue())
                .isEqualTo(text.translateEscapes().replace("\\uFFFD", "\uFFFD"));
        assertThat(answer.path("errcode").intValue()).isZero();
        assertThat(read("{\"a\":[{\"b\":\"", bytes, "\"}]}")
                        .path("a")
                        .path(0)
                        .path("b")
                        .textValue())
                .isEqualTo(answer.path("name").textValue());
    }

    @Test
    void namesOfFieldsAreTextAsWell() throws IOException {
        // when
        JsonNode answer = read("{\"a", "5c 75 30 30 30 30", "\":1,\"b\":2}");

        // then
        assertThat(answer.toString()).isEqualTo("{\"a\uFFFD\":1,\"b\":2}");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheAnswer() throws IOException {
        // then
        assertThat(read("", "ef bb bf", "{\"errcode\":0}").path("errcode").isInt())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"b", "{\"a\":", "<html>", "{\"a\":\"\u0014"})
    void whatEndsInTheMiddleIsNoAnswer(String body) {
        // then
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> AnswerText.read(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The life in seconds that the platform tells, and the one that is believed. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            7200, 7200
            "'7200'", 7200
            60, 60
            30, 60
            0, 60
            -5, 60
            99999999999, 86400
            1e300, 7200
            null, 7200
            "'soon'", 7200
            """)
    void theLifeOfATokenIsBounded(String told, long believed) throws IOException {
        // given
        JsonNode answer = AnswerText.read(("{\"token\":\"t\",\"expires_in\":" + told.replace('\'', '"') + "}")
                .replace("\"\"", "\"")
                .getBytes(StandardCharsets.UTF_8));

        // when
        AccessToken token = Fields.accessToken(answer, "token", NOW);

        // then
        assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(believed));
        assertThat(token.outlives(NOW, Duration.ofMinutes(10))).isTrue();
        assertThat(token.outlives(NOW.plusSeconds(believed), Duration.ZERO)).isFalse();
    }

    private static JsonNode read(String before, String bytes, String after) throws IOException {
        String hex = bytes.replace(" ", "");
        String middle = new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        byte[] left = before.getBytes(StandardCharsets.UTF_8);
        byte[] body = java.util.Arrays.copyOf(left, left.length + middle.length() + after.length());
        System.arraycopy(middle.getBytes(StandardCharsets.ISO_8859_1), 0, body, left.length, middle.length());
        System.arraycopy(
                after.getBytes(StandardCharsets.UTF_8), 0, body, left.length + middle.length(), after.length());
        return AnswerText.read(body);
    }
}
