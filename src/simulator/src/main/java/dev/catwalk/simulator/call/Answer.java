package dev.catwalk.simulator.call;

/** What goes back over HTTP. The platform answers 200 nearly always, and not always as JSON (protocol page §3.1). */
record Answer(int status, String contentType, String body) {
    static final String JSON = "application/json; encoding=utf-8";

    static Answer json(String body) {
        return new Answer(200, JSON, body);
    }

    Answer withBody(String newBody) {
        return new Answer(status, contentType, newBody);
    }

    Answer withContentType(String newContentType) {
        return new Answer(status, newContentType, body);
    }
}
