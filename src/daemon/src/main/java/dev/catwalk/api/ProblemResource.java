package dev.catwalk.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.catwalk.api.KeyGate.Needs;
import dev.catwalk.problem.Act;
import dev.catwalk.problem.Act.InvalidActException;
import dev.catwalk.problem.ProblemActs;
import dev.catwalk.problem.ProblemActs.Target;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.jdbi.v3.core.Jdbi;

/** One problem of the work list, and what is done about it. Problems of merchants that a key may not ask for look as if there were none. */
@Path("/api/v1/problems/{problem}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@SecurityRequirement(name = "key")
class ProblemResource {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final Jdbi jdbi;
    private final ObjectMapper json;
    private final ProblemActs acts;

    ProblemResource(Jdbi jdbi, ObjectMapper json, ProblemActs acts) {
        this.jdbi = jdbi;
        this.json = json;
        this.acts = acts;
    }

    /**
     * @param act acknowledge, assign, note, wait, ignore or reopen
     * @param owner null leaves it; empty takes it away
     * @param note null leaves it; empty takes it away
     * @param until a time in UTC; for acknowledge, wait and ignore
     * @param version that the caller saw: if the problem has another one now, nothing is done; null to do it in any case
     */
    record Wish(String act, String owner, String note, String until, Integer version) {}

    /** A row of {@code reporting.problem}. */
    @GET
    @Needs(Scope.READ)
    public Map<String, Object> problem(@PathParam("problem") String problem, @Context SecurityContext caller) {
        return row(number(problem), KeyGate.key(caller));
    }

    /** Does something about a problem, and answers what it is then. */
    @POST
    @Path("acts")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.DESK)
    public Map<String, Object> act(@PathParam("problem") String problem, Wish wish, @Context SecurityContext caller) {
        ApiKey key = KeyGate.key(caller);
        long id = number(problem);
        row(id, key);
        switch (perform(id, wish, key)) {
            case DONE -> {}
            case UNKNOWN, CLOSED -> throw noProblem();
            case CHANGED ->
                throw Problem.of(409, "the problem has changed since version " + wish.version() + ": read it again")
                        .exception();
        }
        return row(id, key);
    }

    private ProblemActs.Result perform(long id, Wish wish, ApiKey key) {
        try {
            if (wish == null) {
                throw new InvalidActException("the body has to name an act");
            }
            return acts.perform(List.of(new Target(id, wish.version())), act(wish), "api key " + key.name())
                    .get(id);
        } catch (InvalidActException e) {
            throw Problem.of(400, e.getMessage()).exception();
        }
    }

    private static Act act(Wish wish) {
        Act.Verb verb = Act.Verb.of(wish.act())
                .orElseThrow(() -> new InvalidActException("act has to be one of " + Act.Verb.words()));
        try {
            return new Act(verb, wish.owner(), wish.note(), wish.until() == null ? null : Instant.parse(wish.until()));
        } catch (DateTimeParseException e) {
            throw new InvalidActException("until has to be a time such as 2026-12-24T08:00:00Z");
        }
    }

    private static final String PROBLEM =
            "select to_jsonb(v)::text from reporting.problem v where problem_id = :problem " + ReportResource.BOUND;

    private Map<String, Object> row(long id, ApiKey key) {
        String document = jdbi.withHandle(handle -> ReportResource.bind(handle.createQuery(PROBLEM), key.bounds())
                .bind("problem", id)
                .mapTo(String.class)
                .findOne()
                .orElseThrow(ProblemResource::noProblem));
        return ReportResource.columns(json, document);
    }

    private static long number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw noProblem();
        }
        return Long.parseLong(text);
    }

    private static WebApplicationException noProblem() {
        return Problem.of(404, "this key knows no such open problem").exception();
    }
}
