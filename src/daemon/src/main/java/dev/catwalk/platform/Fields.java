package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.catwalk.component.AccessToken;
import dev.catwalk.component.RefreshToken;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;

/** Reads what must be in an answer, and says what is missing when it is not. */
final class Fields {
    /** What the platform promises an access token (page api_component_token, read 2026-11); used when it states none. */
    private static final long PROMISED_LIFE_SECONDS = 7200;

    /** Less is no life to work with, more than a day was never seen: a token that ends earlier is refused, and refreshed. */
    private static final long LEAST_LIFE_SECONDS = 60;

    private static final long MOST_LIFE_SECONDS = 86_400;

    /** The platform is younger than the one and this product than the other: times beyond are none. */
    private static final long EARLIEST_TIME =
            Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private static final long LATEST_TIME =
            Instant.parse("2100-01-01T00:00:00Z").getEpochSecond();

    private Fields() {}

    static AccessToken accessToken(JsonNode answer, String name, Instant askedAt) {
        String value = text(answer, name).orElseThrow(() -> PlatformCalls.malformed("the answer holds no " + name));
        long seconds = Math.clamp(
                number(answer, "expires_in").orElse(PROMISED_LIFE_SECONDS), LEAST_LIFE_SECONDS, MOST_LIFE_SECONDS);
        return new AccessToken(value, askedAt, askedAt.plusSeconds(seconds));
    }

    static JsonNode object(JsonNode answer, String name) {
        JsonNode value = answer.path(name);
        if (!value.isObject()) {
            throw PlatformCalls.malformed("the answer holds no " + name);
        }
        return value;
    }

    /** A refresh token that is missing, null, empty or not a string is no token: it must never replace one. */
    static Optional<RefreshToken> refreshToken(JsonNode answer, String name) {
        return text(answer, name).map(RefreshToken::new);
    }

    /** Empty when there is none. */
    static Optional<String> text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isTextual() && !value.textValue().isBlank() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** A text that may come as a number: a shop may be called 1688. Null when there is none. */
    static String name(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isNumber() ? value.asText() : text(node, name).orElse(null);
    }

    /** Numbers may come as numeric strings; one beyond all measure is none. */
    static OptionalLong number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong()) {
            return OptionalLong.of(value.longValue());
        }
        if (value.isTextual() && value.textValue().strip().matches("-?[0-9]{1,18}")) {
            return OptionalLong.of(Long.parseLong(value.textValue().strip()));
        }
        return OptionalLong.empty();
    }

    /** Null when there is none. */
    static Integer integer(JsonNode node, String name) {
        OptionalLong value = number(node, name);
        return value.isPresent() && value.getAsLong() == (int) value.getAsLong()
                ? (Integer) (int) value.getAsLong()
                : null;
    }

    /** In seconds since 1970. Null when there is none. */
    static Instant time(JsonNode node, String name) {
        OptionalLong value = number(node, name);
        return value.isPresent() && value.getAsLong() >= EARLIEST_TIME && value.getAsLong() < LATEST_TIME
                ? Instant.ofEpochSecond(value.getAsLong())
                : null;
    }

    /** The ids in {@code func_info}: the permission sets a merchant granted. */
    static List<Integer> permissionSets(JsonNode authorizationInfo) {
        JsonNode sets = authorizationInfo.path("func_info");
        if (!sets.isArray()) {
            throw PlatformCalls.malformed("the answer holds no func_info");
        }
        return StreamSupport.stream(sets.spliterator(), false)
                .map(set -> integer(set.path("funcscope_category"), "id"))
                .map(id -> {
                    if (id == null) {
                        throw PlatformCalls.malformed("a permission set has no id");
                    }
                    return id;
                })
                .sorted()
                .distinct()
                .toList();
    }
}
