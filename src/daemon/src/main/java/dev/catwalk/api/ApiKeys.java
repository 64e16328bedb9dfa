package dev.catwalk.api;

import dev.catwalk.api.SharedReads.Wanted;
import dev.catwalk.component.ComponentAppId;
import dev.catwalk.encryption.Sha256;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys of the API. A key is {@code cwk_} and 256 random bits; only its SHA-256 is stored, so a key is shown once, when it is
 * made.
 *
 * <ol>
 *   <li>A revoked key is refused within a second on every node: all keys that count are few, and read again after a second. So
 *       a wrong key costs the database nothing.
 *   <li>While the database is away, the keys read last count for ten minutes.
 * </ol>
 */
@Singleton
public class ApiKeys {
    private static final String PREFIX = "cwk_";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
    private static final int RANDOM_BYTES = 32;
    /** More than an installation gives out; those beyond are not accepted. */
    private static final int MOST = 10_000;

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration STALE = Duration.ofMinutes(10);
    private static final String ALL = "all";

    private final ApiKeyRow.Rows rows;
    private final Clock clock;
    private final SharedReads<String, Map<String, ApiKey>> known;

    ApiKeys(ApiKeyRow.Rows rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
        this.known = new SharedReads<>(1, FRESH, STALE, clock);
    }

    /** What a key is made with; see {@link ApiKey}. */
    public record Terms(String name, Set<Scope> scopes, ApiKey.Bounds bounds, Optional<Instant> expiresAt) {}

    /**
     * @return the key, which cannot be shown again; empty when the name is taken. A revoked key keeps its name, because the
     *     list of hand-outs names it
     */
    public Optional<String> create(Terms terms) {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        boolean created = QuarkusTransaction.requiringNew().call(() -> {
            if (rows.count("name", terms.name()) > 0) {
                return false;
            }
            rows.persist(row(terms, Sha256.of(key)));
            return true;
        });
        known.forget(ALL);
        return created ? Optional.of(key) : Optional.empty();
    }

    private ApiKeyRow row(Terms terms, byte[] sha256) {
        ApiKeyRow row = new ApiKeyRow();
        row.name = terms.name();
        row.sha256 = sha256;
        row.scopes = terms.scopes().stream().map(Scope::word).sorted().toArray(String[]::new);
        row.componentAppid =
                terms.bounds().component().map(ComponentAppId::value).orElse(null);
        row.permissionSets = terms.bounds().permissionSets().toArray(Integer[]::new);
        row.tags = terms.bounds().tags().values();
        row.createdAt = clock.instant();
        row.expiresAt = terms.expiresAt().orElse(null);
        return row;
    }

    /** All, revoked and expired ones too, by name. */
    @Transactional
    public List<ApiKey> list() {
        return rows.list("order by name").stream().map(ApiKeyRow::key).toList();
    }

    /** @return false when there is no such key, or it was revoked before */
    public boolean revoke(String name) {
        boolean revoked = QuarkusTransaction.requiringNew()
                .call(() -> rows.update("revokedAt = ?1 where name = ?2 and revokedAt is null", clock.instant(), name)
                        == 1);
        known.forget(ALL);
        return revoked;
    }

    /**
     * The key that was shown, when it counts now.
     *
     * @throws SharedReads.NotReadException while no keys can be read and those read last are too old
     */
    Optional<ApiKey> find(String shown) {
        if (!FORM.matcher(shown).matches()) {
            return Optional.empty();
        }
        // Its hash is looked up: how long that takes says nothing about a key, whose hash one cannot choose.
        ApiKey found = known.get(ALL, new Wanted<>(_ -> true, _ -> true), this::readValid)
                .get(HexFormat.of().formatHex(Sha256.of(shown)));
        return Optional.ofNullable(found).filter(key -> key.isValid(clock.instant()));
    }

    private Map<String, ApiKey> readValid() {
        return QuarkusTransaction.requiringNew()
                .call(() -> rows.find("revokedAt is null order by id").page(0, MOST).stream()
                        .collect(Collectors.toMap(row -> HexFormat.of().formatHex(row.sha256), ApiKeyRow::key)));
    }
}
