package dev.catwalk.authorize;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.catwalk.push.PushDesk;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A merchant's browser, for which the login domain is the push port. It sees to the Referer as the page before says. */
@Singleton
class Browser {
    static final String ORIGIN = "https://login.example/";
    static final String DESKTOP =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
    static final String PHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
                    + " MicroMessenger/8.0.60";

    private static final Pattern REFRESH = Pattern.compile("http-equiv=\"refresh\" content=\"0; url=([^\"]+)\"");
    private static final Pattern FIELD = Pattern.compile("name=\"(\\w+)\" value=\"([^\"]*)\"");

    private final PushDesk desk;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Browser(PushDesk desk) {
        this.desk = desk;
    }

    @PreDestroy
    void close() {
        http.close();
    }

    HttpResponse<String> open(String url) {
        return open(url, DESKTOP);
    }

    HttpResponse<String> open(String url, String agent, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(url.replace(ORIGIN, desk.server().toString())));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.header("User-Agent", agent));
    }

    /** Where a page moves on to by itself; without the fragment, which no server sees. */
    static String next(HttpResponse<String> page) {
        Matcher refresh = REFRESH.matcher(page.body());
        if (!refresh.find()) {
            throw new AssertionError("the page moves on to nowhere: " + page.body());
        }
        return refresh.group(1).replace("&amp;", "&");
    }

    /** Opens the platform's page from ours. */
    HttpResponse<String> follow(HttpResponse<String> ours) {
        return send(HttpRequest.newBuilder(URI.create(next(ours).replaceFirst("#.*", "")))
                .header("Referer", ORIGIN));
    }

    /** Presses the only button; returns where that leads to. */
    String press(HttpResponse<String> platforms) {
        String form = FIELD.matcher(platforms.body())
                .results()
                .map(field ->
                        field.group(1) + "=" + URLEncoder.encode(field.group(2).replace("&amp;", "&"), UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(platforms.uri())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)))
                .headers()
                .firstValue("Location")
                .orElseThrow();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
