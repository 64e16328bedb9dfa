package dev.catwalk.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.Driver;

/** Where the database is and who we are there. A password is not asked for: certificates and pgpass files do without. */
public final class DatasourceCheck implements Check {
    static final String URL = "quarkus.datasource.jdbc.url";
    static final String USERNAME = "quarkus.datasource.username";
    static final String PASSWORD = "quarkus.datasource.password";
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
        } else if (!url.get().startsWith(PREFIX)) {
            problems.add(new Problem(URL, "does not start with " + PREFIX));
        } else if (Driver.parseURL(url.get(), null) == null) {
            problems.add(
                    new Problem(URL, "is no address of a database; such as jdbc:postgresql://localhost:5432/catwalk"));
        }
        boolean userInUrl = url.filter(text -> text.matches(".*[?&]user=.+")).isPresent();
        boolean userIsSet =
                usernames.stream().anyMatch(username -> settings.text(username).isPresent());
        if (!userIsSet && !userInUrl) {
            problems.add(new Problem(USERNAME, "not set"));
        }
        return problems;
    }
}
