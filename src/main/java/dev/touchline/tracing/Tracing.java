package dev.touchline.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The steps of a trace, and how it gets from one process to the next: in the headers of a message, as W3C Trace Context
 * has them. Several requests may leave in one message; its step belongs to the first one's trace, and has links to the
 * others.
 */
@ApplicationScoped
public class Tracing {

    private static final String TRACE_PARENT = "traceparent";
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public String get(Map<String, String> headers, String key) {
            return headers.get(key);
        }
    };

    private final boolean off;
    private final Tracer tracer;

    Tracing(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.off = off;
        this.tracer = telemetry.getTracer("dev.touchline");
    }

    /** Begins a step that these led to. */
    public Span startSpan(String name, SpanKind kind, List<Context> causes) {
        // An SDK that is disabled records nothing, but goes on making traces up.
        if (off) {
            return Span.getInvalid();
        }
        List<Context> traced = causes.stream().filter(Tracing::isTraced).toList();
        SpanBuilder span = tracer.spanBuilder(name).setSpanKind(kind);
        span.setParent(traced.isEmpty() ? Context.root() : traced.get(0));
        traced.stream()
                .skip(1)
                .forEach(other -> span.addLink(Span.fromContext(other).getSpanContext()));
        return span.startSpan();
    }

    private static boolean isTraced(Context context) {
        return Span.fromContext(context).getSpanContext().isValid();
    }

    /** What a step leads to. */
    public static Context contextOf(Span span) {
        return Context.root().with(span);
    }

    /** What the headers of a message say of the trace it belongs to; empty if it belongs to none. */
    public static Map<String, String> inject(Span span) {
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(contextOf(span), headers, Map::put);
        return headers;
    }

    /** Takes up what {@link #inject} wrote, whoever wrote it. */
    public static Context extract(Map<String, Object> headers) {
        Object parent = headers == null ? null : headers.get(TRACE_PARENT);
        return parent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), Map.of(TRACE_PARENT, parent.toString()), GETTER);
    }
}
