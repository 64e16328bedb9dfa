package dev.catwalk.console;

import dev.catwalk.console.ConsoleConfig.Auth;
import dev.catwalk.console.Person.Role;
import dev.catwalk.encryption.Sha256;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Browsers that are logged in. A session is stored as the SHA-256 of its 256 random bits. It holds at each node until it ends,
 * its person logs out or is removed, or its user gets another password. Sessions of users and those of people whom an OpenID
 * provider named hold only while {@code catwalk.console.auth} is what it was at their login.
 */
@Singleton
class ConsoleSessions {
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Jdbi jdbi;
    private final Clock clock;
    private final ConsoleConfig config;
    private final SecureRandom random = new SecureRandom();

    ConsoleSessions(Jdbi jdbi, Clock clock, ConsoleConfig config) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.config = config;
    }

    /** Prints no session. */
    record Begun(String session, Instant endsAt) {
        @Override
        public String toString() {
            return "Begun[session=***, endsAt=" + endsAt + "]";
        }
    }

    private static final String BEGIN = """
            with expired as (delete from app.console_session where expires_at <= :now)
            insert into app.console_session (session_sha256, user_id, person_name, person_role, created_at, expires_at)
            values (:hash, :user, :name, :role, :now, :end)
            """;

    /** Of a user. */
    Begun begin(Handle handle, long userId) {
        return begin(handle, userId, null, null);
    }

    /** Of a person whom an OpenID provider named. */
    Begun begin(Person person) {
        return jdbi.withHandle(
                handle -> begin(handle, null, person.name(), person.role().toString()));
    }

    private Begun begin(Handle handle, Long userId, String name, String role) {
        String session = randomText(random);
        Instant now = clock.instant();
        Instant end = now.plus(config.sessionLife());
        handle.createUpdate(BEGIN)
                .bind("hash", Sha256.of(session))
                .bind("user", userId)
                .bind("name", name)
                .bind("role", role)
                .bind("now", now)
                .bind("end", end)
                .execute();
        return new Begun(session, end);
    }

    /** 256 random bits, which nothing can guess. */
    static String randomText(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static final String PERSON = """
            select coalesce(person_name, user_name) as name, coalesce(person_role, user_role) as role
            from app.console_session left join app.console_user using (user_id)
            where session_sha256 = :hash and expires_at > :now and (user_id is null) = :oidc
            """;

    /** Whose session this is; empty when it has ended or never was. */
    Optional<Person> find(String session) {
        if (!SESSION.matcher(session).matches()) {
            return Optional.empty();
        }
        return jdbi.withHandle(handle -> handle.createQuery(PERSON)
                .bind("hash", Sha256.of(session))
                .bind("now", clock.instant())
                .bind("oidc", config.auth().filter(Auth.OIDC::equals).isPresent())
                .map((row, context) -> new Person(
                        row.getString("name"), Role.of(row.getString("role")).orElseThrow()))
                .findOne());
    }

    /** @return whether there was such a session */
    boolean end(String session) {
        return jdbi.withHandle(
                        handle -> handle.createUpdate("delete from app.console_session where session_sha256 = :hash")
                                .bind("hash", Sha256.of(session))
                                .execute())
                > 0;
    }
}
