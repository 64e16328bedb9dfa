package dev.catwalk.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.catwalk.api.SharedReads.NotReadException;
import dev.catwalk.database.DatabaseAway;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Why a request was not answered (RFC 9457), for each error of the API.
 *
 * @param title the status in words
 * @param detail what was wrong with this request; nothing that a stranger does not know
 * @param reauthorizationLink by which the merchant authorizes again; null when there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String title,
        int status,
        String detail,
        @JsonProperty("reauthorization_link") String reauthorizationLink) {
    static final String TYPE = "application/problem+json";

    /** How soon to ask again when something is away for a while. */
    static final Duration SOON = Duration.ofSeconds(5);

    static Problem of(int status, String detail) {
        return new Problem(
                Optional.ofNullable(Response.Status.fromStatusCode(status))
                        .map(Response.Status::getReasonPhrase)
                        .orElse(status == 424 ? "Failed Dependency" : "Error"),
                status,
                detail,
                null);
    }

    Problem with(String link) {
        return new Problem(title, status, detail, link);
    }

    /** Without the link, which is a secret. */
    @Override
    public String toString() {
        return "Problem[" + status + ", " + detail + "]";
    }

    /** To be thrown. */
    WebApplicationException exception() {
        return new WebApplicationException(response().build());
    }

    /** To be thrown. */
    WebApplicationException exceptionUntil(Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return new WebApplicationException(
                response().header(HttpHeaders.RETRY_AFTER, seconds).build());
    }

    private Response.ResponseBuilder response() {
        return Response.status(status).type(TYPE).entity(this).header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** What JAX-RS and our resources throw, as answers. */
    static class Answers {
        private static final Logger LOG = Logger.getLogger(Problem.class);

        @ServerExceptionMapper
        Response answer(WebApplicationException e) {
            Response given = e.getResponse();
            if (given.getEntity() instanceof Problem || given.getStatus() < 400) {
                return given;
            }
            Response.ResponseBuilder answer =
                    Problem.of(given.getStatus(), words(given.getStatus())).response();
            given.getHeaders().forEach((name, values) -> {
                if (name.equalsIgnoreCase(HttpHeaders.ALLOW)) {
                    values.forEach(value -> answer.header(name, value));
                }
            });
            return answer.build();
        }

        @ServerExceptionMapper
        Response answer(MismatchedInputException e) {
            return Problem.of(400, words(400)).response().build();
        }

        private static String words(int status) {
            return switch (status) {
                case 400 -> "the request could not be read: its body or a parameter is malformed";
                case 404 -> "there is nothing at this address";
                case 405 -> "this address does not take this method";
                case 406 -> "the answer is application/json, which Accept excludes";
                case 415 -> "the body has to be application/json";
                default -> null;
            };
        }

        @ServerExceptionMapper
        Response answer(NotReadException e) {
            return Problem.of(503, e.getMessage()).exceptionUntil(SOON).getResponse();
        }

        @ServerExceptionMapper
        Response answer(RuntimeException e, UriInfo asked) {
            if (DatabaseAway.isCauseOf(e)) {
                return Problem.of(503, "the database is away")
                        .exceptionUntil(SOON)
                        .getResponse();
            }
            // Not its message, which may quote what it was working on.
            LOG.errorf(
                    "a request failed; path=%s failure=%s",
                    asked.getRequestUri().getPath(), e.getClass().getName());
            return Problem.of(500, "this is a fault of ours; its time is in the log")
                    .response()
                    .build();
        }
    }
}
