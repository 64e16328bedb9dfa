package dev.catwalk.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** {@code catwalk_api_requests_seconds}: by the address as the API's document has it, so that a request cannot add a series. */
@ApplicationScoped
class RequestTimes {
    private static final String BEGUN_AT = RequestTimes.class.getName();
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<Method, String> paths = new ConcurrentHashMap<>();

    RequestTimes(MeterRegistry registry) {
        this.registry = registry;
    }

    @ServerRequestFilter(priority = 0)
    void begin(ContainerRequestContext request) {
        request.setProperty(BEGUN_AT, System.nanoTime());
    }

    @ServerResponseFilter
    void end(ContainerRequestContext request, ContainerResponseContext response, ResourceInfo resource) {
        if (!request.getUriInfo().getRequestUri().getPath().startsWith(ApiPort.API)) {
            // A filter is asked for each request of the process, those of the console too.
            return;
        }
        Method method = resource == null ? null : resource.getResourceMethod();
        Timer.builder("catwalk.api.requests")
                .description("requests to the API, by address and status")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(20))
                .tags(
                        "path",
                        method == null ? OTHER : paths.computeIfAbsent(method, RequestTimes::path),
                        "status",
                        Integer.toString(response.getStatus()))
                .register(registry)
                .record(since(request));
    }

    private static Duration since(ContainerRequestContext request) {
        return request.getProperty(BEGUN_AT) instanceof Long begunAt
                ? Duration.ofNanos(System.nanoTime() - begunAt)
                : Duration.ZERO;
    }

    private static String path(Method method) {
        String base = method.getDeclaringClass().getAnnotation(Path.class).value();
        Path own = method.getAnnotation(Path.class);
        return own == null ? base : base + "/" + own.value();
    }
}
