package dev.catwalk.platform;

import java.util.List;
import java.util.stream.IntStream;

/** Every error code that we have words for, as a refusal. */
public final class OurRefusals {
    private OurRefusals() {}

    public static List<PlatformError> all() {
        String unknown = ErrorCode.explain(Call.GET_CATEGORY, 99_999, "").reason();
        return IntStream.range(-1, 100_000)
                .mapToObj(code -> ErrorCode.explain(Call.GET_CATEGORY, code, ""))
                .filter(why -> !why.reason().equals(unknown))
                .toList();
    }
}
