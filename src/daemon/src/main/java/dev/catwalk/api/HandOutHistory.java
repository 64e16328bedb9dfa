package dev.catwalk.api;

import dev.catwalk.retention.History;
import jakarta.inject.Singleton;
import java.util.List;

/** Hand-outs may go when they were repeated for the last time longer ago than the limit: the token is dead long since. */
@Singleton
class HandOutHistory extends History {
    private static final String PAGE = """
            select handout_id, first_at, last_at < :before
            from app.token_handout
            where handout_id > :after
            order by handout_id
            limit :limit
            """;

    private static final List<String> DELETES = List.of("delete from app.token_handout where handout_id = any(:ids)");

    HandOutHistory(ApiConfig config) {
        super("token_handout", "catwalk.api.keep-handouts", config.keepHandouts(), PAGE, DELETES);
    }
}
