package dev.catwalk.simulator;

/** A request to the admin API that cannot be served, in words for the person who sent it. */
final class AdminError extends RuntimeException {
    private final int status;

    private AdminError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static AdminError badField(String field, String rule) {
        return new AdminError(400, field + ": " + rule);
    }

    static AdminError badRequest(String message) {
        return new AdminError(400, message);
    }

    static AdminError notFound(String message) {
        return new AdminError(404, message);
    }

    int status() {
        return status;
    }
}
