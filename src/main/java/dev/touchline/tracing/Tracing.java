package dev.touchline.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
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
 * Spans, and their propagation in message headers (W3C Trace Context). The span of a message with several requests
 * belongs to the trace of the first one and links to the others.
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

    private final boolean disabled;
    private final Tracer tracer;

    Tracing(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        this.disabled = disabled;
        this.tracer = telemetry.getTracer("dev.touchline");
    }

    /** Starts a span with the first traced cause as parent and links to the others. */
    public Span startSpan(String name, SpanKind kind, List<Context> causes) {
        // A disabled SDK still creates trace ids.
        if (disabled) {
            return Span.getInvalid();
        }
        List<Context> traced =
                causes.stream().filter(cause -> spanContext(cause).isValid()).toList();
        SpanBuilder span = tracer.spanBuilder(name).setSpanKind(kind);
        span.setParent(traced.isEmpty() ? Context.root() : traced.get(0));
        traced.stream().skip(1).map(Tracing::spanContext).forEach(span::addLink);
        return span.startSpan();
    }

    private static SpanContext spanContext(Context context) {
        return Span.fromContext(context).getSpanContext();
    }

    /** The context of a span, without that of the thread. */
    public static Context contextOf(Span span) {
        return Context.root().with(span);
    }

    /** Message headers that propagate the span; empty if it is invalid. */
    public static Map<String, String> inject(Span span) {
        Map<String, String> headers = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(contextOf(span), headers, Map::put);
        return headers;
    }

    /** The context of message headers as of {@link #inject}; the root context without them. */
    public static Context extract(Map<String, Object> headers) {
        Object parent = headers == null ? null : headers.get(TRACE_PARENT);
        Map<String, String> texts = parent == null ? Map.of() : Map.of(TRACE_PARENT, parent.toString());
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), texts, GETTER);
    }
}
