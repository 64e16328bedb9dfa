package dev.catwalk.console;

import java.io.IOException;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser with cookies of its own, at a console; follows no redirect by itself. */
final class Browser implements AutoCloseable {
    private final CookieManager cookies = new CookieManager();
    private final HttpClient http;
    private final String server;

    Browser(int port) {
        this("127.0.0.1", port);
    }

    /** @param from the address of ours that it connects from */
    Browser(String from, int port) {
        this.server = "http://127.0.0.1:" + port;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(cookies)
                .localAddress(new InetSocketAddress(from, 0).getAddress())
                .build();
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers));
    }

    /** As the form of a page of ours sends it. */
    HttpResponse<String> post(String path, Map<String, String> fields) {
        return post(path, fields, "Origin", server);
    }

    HttpResponse<String> post(String path, Map<String, String> fields, String... headers) {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return postBody(path, form, headers);
    }

    /** As if a page of ours had made this of its form. */
    HttpResponse<String> postBody(String path, String form) {
        return postBody(path, form, "Origin", server);
    }

    private HttpResponse<String> postBody(String path, String form, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    HttpResponse<String> login(String name, String password) {
        return post("/login", Map.of("name", name, "password", password));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = exchange(request.build());
            // In front of a console there is TLS, and here there is not.
            cookies.getCookieStore().getCookies().forEach(cookie -> cookie.setSecure(false));
            return answer;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("the console did not answer", e);
        }
    }

    /** Sent once more, as browsers do, where the console had ended the connection of the answer before, whose form it did not read. */
    private HttpResponse<String> exchange(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    /** As another tab at another node has them. */
    void takeCookiesOf(Browser other) {
        other.cookies.getCookieStore().getCookies().forEach(cookie -> cookies.getCookieStore()
                .add(URI.create(server), cookie));
    }

    /** The cookies, as the server set them. */
    CookieManager cookies() {
        return cookies;
    }

    @Override
    public void close() {
        http.close();
    }
}
