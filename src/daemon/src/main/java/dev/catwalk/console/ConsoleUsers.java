package dev.catwalk.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.catwalk.console.Person.Role;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Jdbi;

/**
 * People who may log in, where {@code catwalk.console.auth} is {@code users}.
 *
 * <ol>
 *   <li>A password is stored as its bcrypt hash.
 *   <li>After five wrong passwords in a row that name cannot log in for a quarter of an hour.
 *   <li>A name that does not exist takes as long as a wrong password.
 * </ol>
 */
@Singleton
public class ConsoleUsers {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@-]{1,64}");
    private static final int SHORTEST_PASSWORD = 10;
    /** bcrypt ignores what comes after that. */
    private static final int MOST_BYTES = 72;

    private static final int COST = 11;
    private static final int ATTEMPTS = 5;
    private static final Duration LOCK = Duration.ofMinutes(15);
    /** Each takes a tenth of a second of a core. */
    private static final int CHECKS_AT_ONCE = 4;

    private final Jdbi jdbi;
    private final Clock clock;
    private final ConsoleSessions sessions;
    private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE);
    private final String hashOfNobody;

    ConsoleUsers(Jdbi jdbi, Clock clock, ConsoleSessions sessions) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.sessions = sessions;
        // Of no password: nothing that is typed has this hash.
        this.hashOfNobody = "$2a$" + COST + "$" + ".".repeat(53);
    }

    /** @param lockedUntil empty when it may log in */
    public record Listed(String name, Role role, Instant createdAt, Optional<Instant> lockedUntil, int sessions) {}

    /** How a login ended. */
    sealed interface Login {
        record Done(ConsoleSessions.Begun session) implements Login {}

        record Wrong() implements Login {}

        record Locked() implements Login {}

        record Busy() implements Login {}
    }

    /** What is wrong with the name; empty when nothing is. */
    public static Optional<String> wrongName(String name) {
        return NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("must have 1 to 64 letters, digits and . _ @ -");
    }

    /** What is wrong with the password; empty when nothing is. */
    public static Optional<String> wrongPassword(String password) {
        if (password.codePointCount(0, password.length()) < SHORTEST_PASSWORD) {
            return Optional.of("must have at least " + SHORTEST_PASSWORD + " characters");
        }
        return password.getBytes(UTF_8).length > MOST_BYTES
                ? Optional.of("must have at most " + MOST_BYTES + " bytes")
                : Optional.empty();
    }

    private static final String ADD = """
            insert into app.console_user (user_name, password_hash, user_role, created_at)
            values (:name, :hash, :role, :now) on conflict (user_name) do nothing
            """;

    /** @return false when there is a user of this name */
    public boolean add(String name, Role role, String password) {
        return jdbi.withHandle(handle -> handle.createUpdate(ADD)
                        .bind("name", name)
                        .bind("hash", hash(password))
                        .bind("role", role.toString())
                        .bind("now", clock.instant())
                        .execute())
                == 1;
    }

    private static final String CHANGE_PASSWORD = """
            with changed as (
              update app.console_user set password_hash = :hash, failed_logins = 0, locked_until = null
              where user_name = :name returning user_id),
            ended as (delete from app.console_session where user_id in (select user_id from changed))
            select count(*) from changed
            """;

    /** Ends the user's sessions, and a lock. @return false when there is no such user */
    public boolean changePassword(String name, String password) {
        return jdbi.withHandle(handle -> handle.createQuery(CHANGE_PASSWORD)
                        .bind("name", name)
                        .bind("hash", hash(password))
                        .mapTo(int.class)
                        .one())
                == 1;
    }

    private static final String REMOVE = """
            with removed as (delete from app.console_user where user_name = :name returning 1),
            ended as (delete from app.console_session where person_name = :name returning 1)
            select exists (select from removed) or exists (select from ended)
            """;

    /** With the sessions of this name, also of a person whom a provider logged in. @return false when there is neither */
    public boolean remove(String name) {
        return jdbi.withHandle(handle -> handle.createQuery(REMOVE)
                .bind("name", name)
                .mapTo(boolean.class)
                .one());
    }

    private static final String LIST = """
            select user_name as name, user_role, created_at,
              case when locked_until > :now then locked_until end as locked_until,
              (select count(*) from app.console_session s where s.user_id = u.user_id and expires_at > :now)::int as sessions
            from app.console_user u order by user_name
            """;

    /** By name. */
    public List<Listed> list() {
        return jdbi.withHandle(handle -> handle.createQuery(LIST)
                .bind("now", clock.instant())
                .map((row, context) -> new Listed(
                        row.getString("name"),
                        Role.of(row.getString("user_role")).orElseThrow(),
                        row.getTimestamp("created_at").toInstant(),
                        Optional.ofNullable(row.getTimestamp("locked_until")).map(java.sql.Timestamp::toInstant),
                        row.getInt("sessions")))
                .list());
    }

    private record Known(long userId, String passwordHash, boolean locked) {}

    private static final String FIND = """
            select user_id, password_hash, coalesce(locked_until > :now, false) as locked
            from app.console_user where user_name = :name
            """;

    Login login(String name, String password) {
        if (!checks.tryAcquire()) {
            return new Login.Busy();
        }
        try {
            Optional<Known> known = wrongName(name).isPresent() ? Optional.empty() : find(name);
            boolean right = matches(password, known.map(Known::passwordHash).orElse(hashOfNobody));
            if (known.isEmpty()) {
                return new Login.Wrong();
            }
            if (known.get().locked()) {
                return new Login.Locked();
            }
            return right ? done(known.get().userId()) : failed(known.get().userId());
        } finally {
            checks.release();
        }
    }

    private Optional<Known> find(String name) {
        return jdbi.withHandle(handle -> handle.createQuery(FIND)
                .bind("name", name)
                .bind("now", clock.instant())
                .mapTo(Known.class)
                .findOne());
    }

    private static final String FAILED = """
            update app.console_user set
              failed_logins = case when failed_logins + 1 >= :attempts then 0 else failed_logins + 1 end,
              locked_until = case when failed_logins + 1 >= :attempts then cast(:until as timestamptz) else locked_until end
            where user_id = :id
            """;

    private Login failed(long userId) {
        jdbi.useHandle(handle -> handle.createUpdate(FAILED)
                .bind("id", userId)
                .bind("attempts", ATTEMPTS)
                .bind("until", clock.instant().plus(LOCK))
                .execute());
        return new Login.Wrong();
    }

    private static final String RIGHT_PASSWORD =
            "update app.console_user set failed_logins = 0, locked_until = null where user_id = :id";

    private Login done(long userId) {
        return new Login.Done(jdbi.inTransaction(handle -> {
            handle.createUpdate(RIGHT_PASSWORD).bind("id", userId).execute();
            return sessions.begin(handle, userId);
        }));
    }

    private static String hash(String password) {
        return BCrypt.withDefaults().hashToString(COST, password.toCharArray());
    }

    private static boolean matches(String password, String hash) {
        byte[] bytes = password.getBytes(UTF_8);
        return bytes.length <= MOST_BYTES && BCrypt.verifyer().verify(bytes, hash.getBytes(UTF_8)).verified;
    }
}
