package dev.catwalk.console;

import dev.catwalk.database.DatabaseAway;
import dev.catwalk.platform.CleanText;
import dev.catwalk.schedule.ScheduleConfig;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** The page that is being made: who looks, in which language, and the questions to the views that it stands on. */
@RequestScoped
class CurrentPage {
    private static final Logger LOG = Logger.getLogger(CurrentPage.class);
    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");
    private static final int A_YEAR = 365 * 24 * 3600;

    private final Jdbi jdbi;
    private final Clock clock;
    private final ScheduleConfig schedule;
    private final List<Asked> asked = new ArrayList<>();
    private Words words;
    private Person person;
    private URI address;
    private Shown shown;

    CurrentPage(Jdbi jdbi, Clock clock, ScheduleConfig schedule) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.schedule = schedule;
    }

    /** A question to the views as it was asked; {@code psql} takes it. */
    public record Asked(String about, String sql) {}

    void begin(Words words, Optional<Person> person, URI address) {
        this.words = words;
        this.person = person.orElse(null);
        this.address = address;
        this.shown = new Shown(words, schedule.scheduleZone(), clock.instant());
    }

    Words words() {
        return words;
    }

    Shown shown() {
        return shown;
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Rows of a view by the names of their columns, made fit to be read: text of others is harmless, times are {@link Instant}s.
     *
     * @param about what is asked, the end of a key of the words
     */
    List<Map<String, Object>> rows(String about, String sql, Map<String, ?> binds) {
        asked.add(new Asked(words.t("sql." + about), written(sql, binds)));
        return jdbi
                .withHandle(handle -> {
                    var query = handle.createQuery(sql);
                    binds.forEach(query::bind);
                    return query.mapToMap().list();
                })
                .stream()
                .map(CurrentPage::readable)
                .toList();
    }

    Optional<Map<String, Object>> row(String about, String sql, Map<String, ?> binds) {
        return rows(about, sql, binds).stream().findFirst();
    }

    private static String written(String sql, Map<String, ?> binds) {
        return Stream.concat(
                        binds.entrySet().stream()
                                .map(bind -> "\\set " + bind.getKey() + " "
                                        + String.valueOf(bind.getValue())
                                                .replace("\\", "\\\\")
                                                .replace("'", "''")
                                                .transform(value -> "'" + value + "'")),
                        Stream.of(sql.strip().replaceAll("(?<!:):([a-z]+)", ":'$1'") + ";"))
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Object> readable(Map<String, Object> row) {
        Map<String, Object> columns = new LinkedHashMap<>();
        row.forEach((column, value) -> columns.put(column, readable(value)));
        return columns;
    }

    private static Object readable(Object value) {
        try {
            return switch (value) {
                case null -> null;
                case String text -> CleanText.oneLine(text);
                case Timestamp at -> at.toInstant();
                case Array array -> List.of((Object[]) array.getArray());
                default -> value;
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is made of the page, or what kept it from being made. */
    Response answer(Supplier<Response> made) {
        try {
            return made.get();
        } catch (RuntimeException e) {
            if (DatabaseAway.isCauseOf(e)) {
                return text(503, words.t("refused.database"));
            }
            // Not its message, which may quote what it was working on.
            LOG.errorf(e, "a page of the console failed; page=%s", address.getPath());
            return text(500, words.t("refused.fault"));
        }
    }

    Response text(int status, String text) {
        return Response.status(status)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8"))
                .entity(text)
                .build();
    }

    /**
     * The page.
     *
     * @param at the part of the navigation it belongs to
     */
    Response show(Template template, String at, Map<String, ?> data) {
        return Response.ok(html(template, at, data), HTML).cookie(language()).build();
    }

    Response showRefused(int status, Template template, String at, Map<String, ?> data) {
        return Response.status(status)
                .type(HTML)
                .entity(html(template, at, data))
                .build();
    }

    private String html(Template template, String at, Map<String, ?> data) {
        TemplateInstance page = template.instance()
                .data("w", words)
                .data("s", shown)
                .data("person", person)
                .data("at", at)
                .data("done", done())
                .data("languages", otherLanguage())
                .data("asked", asked);
        data.forEach(page::data);
        return page.render();
    }

    /** Cookies are for a year, and for this address alone. */
    private NewCookie language() {
        return new NewCookie.Builder(Gate.LANGUAGE)
                .value(words.language())
                .path("/")
                .maxAge(A_YEAR)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }

    /** This page in the other language. */
    private String otherLanguage() {
        String others = Stream.of(
                        Optional.ofNullable(address.getRawQuery()).orElse("").split("&"))
                .filter(parameter ->
                        !parameter.isEmpty() && !parameter.startsWith("lang=") && !parameter.startsWith("done="))
                .map(parameter -> parameter + "&")
                .collect(Collectors.joining());
        return "?" + others + "lang=" + (words.language().equals("zh") ? "en" : "zh");
    }

    /** What the act before this page did, in words; null when there was none. */
    private String done() {
        return Stream.of(Optional.ofNullable(address.getRawQuery()).orElse("").split("&"))
                .filter(parameter -> parameter.matches("done=[a-z_]+"))
                .map(parameter -> words.of("done", parameter.substring("done=".length())))
                .findFirst()
                .orElse(null);
    }

    private static final String ACT = """
            insert into app.console_act (at, user_name, act, subject) values (:at, :user, :act, :subject)
            """;

    /** @param subject what it is done to; null: to nothing else */
    void record(String name, String act, String subject) {
        jdbi.useHandle(handle -> handle.createUpdate(ACT)
                .bind("at", clock.instant())
                .bind("user", name)
                .bind("act", act)
                .bind("subject", subject)
                .execute());
    }

    void record(String act, String subject) {
        record(person.name(), act, subject);
    }

    /** After an act: a page that says what was done. A reload does not repeat the act. */
    Response after(String path, String done) {
        return Response.seeOther(URI.create(path + (path.contains("?") ? "&" : "?") + "done=" + done))
                .build();
    }

    Optional<Person> person() {
        return Optional.ofNullable(person);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
