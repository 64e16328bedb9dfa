package dev.catwalk.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.Driver;

/** Where the database is and who we are there. A password is not asked for: certificates and pgpass files do without. */
public final class DatasourceCheck implements Check {
    static final String URL = "quarkus.datasource.jdbc.url";
    static final String USERNAME = "quarkus.datasource.username";
    static final String PASSWORD = "quarkus.datasource.password";
    /** Logs a whole address that it cannot read, a password in it too. Kept here, since an unused logger forgets its level. */
    private static final Logger DRIVER = Logger.getLogger(Driver.class.getName());

    static {
        DRIVER.setLevel(Level.OFF);
    }

    private static final String PREFIX = "jdbc:postgresql:";

    private final List<String> usernames;

    public DatasourceCheck() {
        this(List.of(USERNAME));
    }

    private DatasourceCheck(List<String> usernames) {
        this.usernames = usernames;
    }

    /** For what only changes the schema: Flyway's own user is enough. */
    static DatasourceCheck ofOwner() {
        return new DatasourceCheck(List.of(USERNAME, Database.OWNER));
    }

    @Override
    public List<Problem> problems(Settings settings) {
        List<Problem> problems = new ArrayList<>();
        Optional<String> url = settings.text(URL);
        if (url.isEmpty()) {
            problems.add(new Problem(URL, "not set; such as jdbc:postgresql://localhost:5432/catwalk"));
        }
        // Whoever opens a wrong one shows it, with a password in it.
        for (String property : List.of(URL, Database.OWNERS_URL)) {
            settings.text(property)
                    .flatMap(DatasourceCheck::wrong)
                    .ifPresent(why -> problems.add(new Problem(property, why)));
        }
        boolean userInUrl = url.filter(text -> text.matches(".*[?&]user=.+")).isPresent();
        boolean userIsSet =
                usernames.stream().anyMatch(username -> settings.text(username).isPresent());
        if (!userIsSet && !userInUrl) {
            problems.add(new Problem(USERNAME, "not set"));
        }
        return problems;
    }

    private static Optional<String> wrong(String url) {
        if (!url.startsWith(PREFIX)) {
            return Optional.of("does not start with " + PREFIX);
        }
        return Driver.parseURL(url, null) == null
                ? Optional.of("is no address of a database; such as jdbc:postgresql://localhost:5432/catwalk")
                : Optional.empty();
    }
}
