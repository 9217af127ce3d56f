package dev.touchline.ingest;

import io.cloudevents.CloudEvent;
import io.cloudevents.http.vertx.VertxMessageFactory;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A CloudEvent in binary mode: the attributes are headers, the body is the data (CloudEvents HTTP binding 1.0). */
final class BinaryCloudEvents {

    private static final String PREFIX = "ce-";

    private BinaryCloudEvents() {}

    /** Whether the request is one. */
    static boolean isBinaryMode(MultiMap headers) {
        return headers.contains("ce-specversion");
    }

    /**
     * Reads it.
     *
     * @throws io.cloudevents.rw.CloudEventRWException if an attribute is missing or not acceptable
     * @throws IllegalArgumentException if a header is not percent-encoded properly
     */
    static CloudEvent read(MultiMap headers, byte[] body) {
        MultiMap decoded = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : headers) {
            decoded.add(
                    header.getKey(),
                    header.getKey().regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                            ? decode(header.getValue())
                            : header.getValue());
        }
        return VertxMessageFactory.createReader(decoded, Buffer.buffer(body)).toEvent();
    }

    // Section 3.1.3.2 has header values percent-encoded, and the SDK hands them on as they are. A plus is a plus.
    private static String decode(String value) {
        return value.indexOf('%') < 0 ? value : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
