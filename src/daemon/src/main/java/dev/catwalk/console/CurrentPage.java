package dev.catwalk.console;

import dev.catwalk.database.DatabaseAway;
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
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;

/** The page that is being made: who looks, in which language, what was asked for it, and the answer. */
@RequestScoped
class CurrentPage {
    private static final Logger LOG = Logger.getLogger(CurrentPage.class);
    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("UTF-8");
    private static final int A_YEAR = 365 * 24 * 3600;

    private final Jdbi jdbi;
    private final Clock clock;
    private final ScheduleConfig schedule;
    private final ConsoleConfig config;
    private final Questions questions;
    private Words words;
    private Person person;
    private URI address;
    private Shown shown;

    CurrentPage(Jdbi jdbi, Clock clock, ScheduleConfig schedule, ConsoleConfig config) {
        this.jdbi = jdbi;
        this.clock = clock;
        this.schedule = schedule;
        this.config = config;
        this.questions = new Questions(jdbi);
    }

    void begin(Words words, URI address) {
        this.words = words;
        this.address = address;
        this.shown = new Shown(words, schedule.scheduleZone(), clock.instant());
    }

    void isFor(Optional<Person> known) {
        this.person = known.orElse(null);
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

    /** @param about what is asked, the end of a key of the words; see {@link Questions#ask} */
    List<Map<String, Object>> rows(String about, String sql, Map<String, ?> binds) {
        return questions.ask(words.t("sql." + about), sql, binds);
    }

    Optional<Map<String, Object>> row(String about, String sql, Map<String, ?> binds) {
        return rows(about, sql, binds).stream().findFirst();
    }

    /** What is made of the page, or what kept it from being made. */
    Response answer(Supplier<Response> made) {
        try {
            return made.get();
        } catch (RuntimeException e) {
            if (DatabaseAway.isCauseOf(e)) {
                return text(503, words.t("refused.database"));
            }
            LOG.errorf("a page of the console failed; page=%s failure=%s", address.getPath(), withoutMessages(e));
            return text(500, words.t("refused.fault"));
        }
    }

    /** What failed, and where in our code. A message may quote what a person typed, such as a password in a wrong field. */
    private static String withoutMessages(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .flatMap(cause -> Stream.concat(
                        Stream.of(
                                cause instanceof SQLException sql
                                        ? cause.getClass().getName() + " " + sql.getSQLState()
                                        : cause.getClass().getName()),
                        Stream.of(cause.getStackTrace())
                                .filter(frame -> frame.getClassName().startsWith("dev.catwalk."))
                                .map(frame -> "  at " + frame)))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Of a form with a wrong % escape, before a page is made of it; strangers may send one to the login. Each class that takes
     * forms maps what is thrown then by itself: elsewhere it is a fault of ours.
     */
    Response unreadable() {
        return text(400, "The form cannot be read.");
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
                // Whom a proxy names has no session of ours that could be ended.
                .data(
                        "mayLogOut",
                        config.auth().filter(ConsoleConfig.Auth.PROXY::equals).isEmpty())
                .data("at", at)
                .data("done", done())
                .data("languages", otherLanguage())
                .data("asked", questions.asked());
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

    /**
     * What became of the act before this page, in words.
     *
     * @param well whether what was asked for was done
     */
    public record Done(String text, boolean well) {}

    /** Null when there was none. */
    private Done done() {
        return Stream.of(Optional.ofNullable(address.getRawQuery()).orElse("").split("&"))
                .filter(parameter -> parameter.matches("done=[a-z_]+"))
                .map(parameter -> parameter.substring("done=".length()))
                // The last: a page that told of one act may be the one that sent the next.
                .reduce((_, last) -> last)
                .map(done -> new Done(words.of("done", done), !done.startsWith("not_")))
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
        return Response.seeOther(URI.create(saying(path, done))).build();
    }

    static String saying(String path, String done) {
        return path + (path.contains("?") ? "&" : "?") + "done=" + done;
    }

    /** Who is logged in. */
    String user() {
        return person.name();
    }

    Optional<Person> person() {
        return Optional.ofNullable(person);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
