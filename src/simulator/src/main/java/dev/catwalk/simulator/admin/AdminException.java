package dev.catwalk.simulator.admin;

/** A request to the admin API that cannot be served, in words for the person who sent it. */
final class AdminException extends RuntimeException {
    private final int status;

    private AdminException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static AdminException badField(String field, String rule) {
        return new AdminException(400, field + ": " + rule);
    }

    static AdminException badRequest(String message) {
        return new AdminException(400, message);
    }

    static AdminException notFound(String message) {
        return new AdminException(404, message);
    }

    int status() {
        return status;
    }
}
