package dev.catwalk.push;

import dev.catwalk.platform.Component;
import dev.catwalk.platform.ComponentAppId;
import dev.catwalk.platform.Components;
import dev.catwalk.platform.MerchantAppId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The two addresses a component is configured with in the platform's console: the authorization-event URL and, with
 * {@code $APPID$} as last segment, the message-and-event URL. Bodies are taken as bytes, since the platform's Content-Type
 * says nothing about them.
 */
@Path("/push/{component}")
@RunOnVirtualThread
class PushEndpoint {
    /** Anything else, a line feed included, counts as a failed push. */
    private static final String SUCCESS = "success";
    /** A push is a few hundred bytes. */
    private static final int LONGEST_BODY = 64 * 1024;

    private final Components components;
    private final PushIntake intake;
    private final RefusalLog log;

    PushEndpoint(Components components, PushIntake intake, RefusalLog log) {
        this.components = components;
        this.intake = intake;
        this.log = log;
    }

    @POST
    public Response authorizationEvent(
            @PathParam("component") String component,
            @QueryParam("msg_signature") String signature,
            @QueryParam("timestamp") String timestamp,
            @QueryParam("nonce") String nonce,
            InputStream body) {
        return receive(component, Optional.empty(), new SignedQuery(signature, timestamp, nonce), body);
    }

    @POST
    @Path("/{merchant}")
    public Response messageOrEvent(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            @QueryParam("msg_signature") String signature,
            @QueryParam("timestamp") String timestamp,
            @QueryParam("nonce") String nonce,
            InputStream body) {
        Optional<MerchantAppId> addressee = Appids.merchant(merchant);
        return addressee.isEmpty()
                ? answer(Status.NOT_FOUND)
                : receive(component, addressee, new SignedQuery(signature, timestamp, nonce), body);
    }

    @GET
    public Response tryOutAuthorizationEvents(
            @PathParam("component") String component,
            @QueryParam("signature") String signature,
            @QueryParam("timestamp") String timestamp,
            @QueryParam("nonce") String nonce,
            @QueryParam("echostr") String echo) {
        return tryOut(component, new SignedQuery(signature, timestamp, nonce), echo);
    }

    @GET
    @Path("/{merchant}")
    public Response tryOutMessagesAndEvents(
            @PathParam("component") String component,
            @PathParam("merchant") String merchant,
            @QueryParam("signature") String signature,
            @QueryParam("timestamp") String timestamp,
            @QueryParam("nonce") String nonce,
            @QueryParam("echostr") String echo) {
        // Whatever stands for the merchant: when an address is tried out, $APPID$ may not have been replaced.
        return tryOut(component, new SignedQuery(signature, timestamp, nonce), echo);
    }

    private Response receive(
            String component, Optional<MerchantAppId> merchant, SignedQuery query, InputStream stream) {
        Optional<byte[]> body = read(stream);
        return find(component)
                .map(found -> switch (intake.receive(found, merchant, query, body)) {
                    case TAKEN -> text(SUCCESS);
                    case REFUSED -> answer(Status.FORBIDDEN);
                    case TOO_LARGE -> answer(Status.REQUEST_ENTITY_TOO_LARGE);
                    case NOT_STORED -> answer(Status.SERVICE_UNAVAILABLE);
                })
                .orElseGet(() -> answer(Status.NOT_FOUND));
    }

    /**
     * Empty when the body is too long. The rest is then read and forgotten, up to {@code quarkus.http.limits.max-body-size}: a
     * connection that is closed on a sender in full flow takes the answer with it.
     */
    private static Optional<byte[]> read(InputStream stream) {
        try {
            byte[] body = stream.readNBytes(LONGEST_BODY + 1);
            if (body.length <= LONGEST_BODY) {
                return Optional.of(body);
            }
            stream.transferTo(OutputStream.nullOutputStream());
            return Optional.empty();
        } catch (IOException e) {
            // Cut off by the limit or by the sender, who is not there to hear more about it.
            return Optional.empty();
        }
    }

    private Response tryOut(String component, SignedQuery query, String echo) {
        return find(component)
                .map(found -> echo != null && intake.isSigned(found, query) ? text(echo) : answer(Status.FORBIDDEN))
                .orElseGet(() -> answer(Status.NOT_FOUND));
    }

    private Optional<Component> find(String component) {
        Optional<Component> found =
                component.isBlank() ? Optional.empty() : components.find(new ComponentAppId(component));
        if (found.isEmpty()) {
            log.unknownComponent();
        }
        return found;
    }

    private static Response text(String text) {
        return Response.ok(text, MediaType.TEXT_PLAIN_TYPE).build();
    }

    private static Response answer(Status status) {
        return Response.status(status).build();
    }
}
