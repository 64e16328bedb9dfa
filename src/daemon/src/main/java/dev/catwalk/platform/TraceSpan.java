package dev.catwalk.platform;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A span of OpenTelemetry around what a thread does until it is closed: walk, slice, visit, call. Costs next to nothing and
 * shows nowhere unless {@code quarkus.otel.sdk.disabled} is false. No span holds an address that was called, since tokens are
 * part of it.
 */
public final class TraceSpan implements AutoCloseable {
    private static final String PREFIX = "catwalk.";
    private static final String TRACE_PARENT = "traceparent";

    /** Even spans that are not recorded cost CPU, since each is entered into the log context. */
    private static final TraceSpan NONE = new TraceSpan(Span.getInvalid(), Scope.noop());

    private final Span span;
    private final Scope scope;

    private TraceSpan(Span span, Scope scope) {
        this.span = span;
        this.scope = scope;
    }

    /** Within the span this thread is in, if it is in one. */
    public static TraceSpan begin(String name) {
        return Tracing.TRACER == null ? NONE : begin(name, Context.current());
    }

    /** @param parent of another time or process, as {@link #current()} returned it; null for none */
    public static TraceSpan begin(String name, String parent) {
        return Tracing.TRACER == null
                ? NONE
                : begin(name, W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, PARENT));
    }

    private static TraceSpan begin(String name, Context parent) {
        Span span = Tracing.TRACER.spanBuilder(name).setParent(parent).startSpan();
        return new TraceSpan(span, parent.with(span).makeCurrent());
    }

    /** The span this thread is in, to be a parent elsewhere: W3C trace context; null outside of any. */
    public static String current() {
        Map<String, String> fields = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), fields, Map::put);
        return fields.get(TRACE_PARENT);
    }

    public TraceSpan with(String attribute, String value) {
        span.setAttribute(PREFIX + attribute, value);
        return this;
    }

    public TraceSpan with(String attribute, long value) {
        span.setAttribute(PREFIX + attribute, value);
        return this;
    }

    /** @param why null when it did not fail */
    public void failed(PlatformError why) {
        if (why == null) {
            return;
        }
        span.setStatus(StatusCode.ERROR, why.reason());
        if (why.errcode() != null) {
            with("errcode", why.errcode());
        }
        if (why.rid() != null) {
            with("rid", why.rid());
        }
    }

    @Override
    public void close() {
        scope.close();
        span.end();
    }

    /** Found out when the first span begins, which is after the extension was set up. */
    private static final class Tracing {
        /** Null while traces are off. */
        private static final Tracer TRACER = ConfigProvider.getConfig()
                        .getOptionalValue("quarkus.otel.sdk.disabled", Boolean.class)
                        .orElse(true)
                ? null
                : GlobalOpenTelemetry.getTracer("dev.catwalk");
    }

    private static final TextMapGetter<String> PARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String parent) {
            return List.of(TRACE_PARENT);
        }

        @Override
        public String get(String parent, String field) {
            return TRACE_PARENT.equals(field) ? parent : null;
        }
    };
}
