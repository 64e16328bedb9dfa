package dev.catwalk.platform;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.StreamSupport;

/** Reads what must be in an answer, and says what is missing when it is not. */
final class Fields {
    private Fields() {}

    static AccessToken accessToken(JsonNode answer, String name, Instant askedAt) {
        String value = text(answer, name).orElseThrow(() -> PlatformCalls.malformed("the answer holds no " + name));
        long seconds = number(answer, "expires_in")
                .orElseThrow(() -> PlatformCalls.malformed("the answer holds no expires_in"));
        return new AccessToken(value, askedAt.plusSeconds(seconds));
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

    /** Empty when there is none, and when it holds a NUL: PostgreSQL could not store it, and no honest text has one. */
    static Optional<String> text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        boolean usable = value.isTextual()
                && !value.textValue().isBlank()
                && value.textValue().indexOf('\0') < 0;
        return usable ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** Numbers may come as numeric strings. */
    static OptionalLong number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isIntegralNumber()) {
            return OptionalLong.of(value.longValue());
        }
        if (value.isTextual() && value.textValue().matches("-?\\d{1,18}")) {
            return OptionalLong.of(Long.parseLong(value.textValue()));
        }
        return OptionalLong.empty();
    }

    static Integer integer(JsonNode node, String name) {
        OptionalLong value = number(node, name);
        if (value.isPresent() && value.getAsLong() != (int) value.getAsLong()) {
            throw PlatformCalls.malformed(name + " is out of range");
        }
        return value.isPresent() ? (Integer) (int) value.getAsLong() : null;
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
