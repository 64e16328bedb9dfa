package dev.catwalk.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catwalk.platform.PlatformError.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCodeTest {
    /** The messages as public reports show them; protocol page §5.2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            61004 | access clientip is not registered requestIP: 203.0.113.7 rid: 6921758f-1a2b3c4d-5e6f7a8b     | 203.0.113.7
            61004 | access clientip is not registered requestIP: 2001:db8::7 rid: 6921758f-1a2b3c4d-5e6f7a8b     | 2001:db8::7
            61004 | invalid ip 203.0.113.7, not in whitelist rid: 6921758f-1a2b3c4d-5e6f7a8b                     | 203.0.113.7
            40164 | invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6921758f-1a2b3c4d-5e6f7a8b | 203.0.113.7
            """)
    void theAddressThePlatformSawIsReported(int errcode, String message, String address) {
        // when
        PlatformError error = ErrorCode.explain(Call.COMPONENT_TOKEN, errcode, message);

        // then
        assertThat(error.reason()).isEqualTo("our address is not in the IP whitelist, the platform saw " + address);
        assertThat(error.kind()).isEqualTo(ErrorKind.COMPONENT_STOPPED);
        assertThat(error.rid()).isEqualTo("6921758f-1a2b3c4d-5e6f7a8b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"access clientip is not registered", "invalid ip, not in whitelist", "requestIP: nobody knows"})
    void nothingElseOfTheMessageIsReported(String message) {
        assertThat(ErrorCode.explain(Call.COMPONENT_TOKEN, 61004, message).reason())
                .isEqualTo("our address is not in the IP whitelist");
    }

    /** Every code of protocol page §5.2 that these calls may meet, and which class it is in. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -1                                              | GET_CATEGORY     | TRANSIENT
            40001 40014 42001 42006                         | GET_CATEGORY     | TOKEN_STALE
            40001 40014 42001 42006                         | AUTHORIZER_TOKEN | TOKEN_STALE
            40001 40014 42001 42006                         | COMPONENT_TOKEN  | COMPONENT_STOPPED
            40013                                           | COMPONENT_TOKEN  | COMPONENT_STOPPED
            40013                                           | AUTHORIZER_LIST  | COMPONENT_STOPPED
            40013                                           | AUTHORIZER_INFO  | REQUEST_WRONG
            42002 61023                                     | AUTHORIZER_TOKEN | REFRESH_TOKEN_REFUSED
            42007                                           | AUTHORIZER_TOKEN | REFRESH_TOKEN_REFUSED
            42007                                           | GET_CATEGORY     | TOKEN_STALE
            40091 40094 40125 40164 45035 61004 61005 61006 | COMPONENT_TOKEN  | COMPONENT_STOPPED
            45035 61004 61011 61028 61029                   | GET_CATEGORY     | COMPONENT_STOPPED
            41033 48004 50002                               | GET_CATEGORY     | NOT_SUPPORTED
            48001 61007 61016 61017                         | GET_CATEGORY     | NOT_PERMITTED
            48001 61007                                     | AUTHORIZER_LIST  | REQUEST_WRONG
            48001                                           | AUTHORIZER_TOKEN | REQUEST_WRONG
            48001                                           | AUTHORIZER_INFO  | REQUEST_WRONG
            61003                                           | AUTHORIZER_TOKEN | AUTHORIZATION_GONE
            61003                                           | AUTHORIZER_INFO  | AUTHORIZATION_GONE
            45009                                           | GET_CATEGORY     | QUOTA_OF_DAY
            45009                                           | COMPONENT_TOKEN  | COMPONENT_STOPPED
            45011 45102 45501                               | GET_CATEGORY     | QUOTA_OF_MINUTE
            61009 61010                                     | QUERY_AUTH       | CODE_SPENT
            40033 40066 40097 40170                         | AUTHORIZER_LIST  | REQUEST_WRONG
            41001 41002 41003 41004 41018 41021             | AUTHORIZER_TOKEN | REQUEST_WRONG
            43001 43002 44002 47001 47002 48017 61014 61015 | GET_CATEGORY     | REQUEST_WRONG
            61024                                           | QUERY_AUTH       | REQUEST_WRONG
            41004 47001 48001 61024 99999                   | COMPONENT_TOKEN  | COMPONENT_STOPPED
            -1                                              | COMPONENT_TOKEN  | TRANSIENT
            86000                                           | GET_CATEGORY     | REQUEST_WRONG
            48006 53300 76001 85008 89000 99999             | GET_CATEGORY     | UNKNOWN
            """)
    void everyCodeIsOfTheKindThatTheProtocolPageSays(String errcodes, Call call, ErrorKind kind) {
        assertThat(errcodes.split(" "))
                .allSatisfy(errcode -> assertThat(ErrorCode.explain(call, Integer.parseInt(errcode), "message")
                                .kind())
                        .as(errcode)
                        .isEqualTo(kind));
    }

    /** Those with a subject of their own; what stops a component without one, its row about other codes is for. */
    @Test
    void everyCodeThatStopsAComponentHasItsRowInTheRunbook() throws IOException {
        // given
        List<Integer> stopping = IntStream.range(-1, 100_000)
                .filter(errcode -> ErrorCode.of(errcode).subject() != Subject.OTHER)
                .filter(errcode -> Stream.of(Call.values()).anyMatch(call -> ErrorCode.explain(call, errcode, "message")
                        .kind()
                        .stopsComponent()))
                .boxed()
                .toList();

        // when
        List<Integer> rows = Pattern.compile("(?m)^\\| `platform\\.stopped`, errcode ([^|]+)")
                .matcher(Files.readString(Path.of("../docs/operations.md")))
                .results()
                .flatMap(row -> Pattern.compile("\\d{5}").matcher(row.group(1)).results())
                .map(MatchResult::group)
                .map(Integer::valueOf)
                .toList();

        // then
        assertThat(rows).containsExactlyInAnyOrderElementsOf(stopping).hasSizeGreaterThan(10);
    }
}
