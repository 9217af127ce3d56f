package dev.touchline.ingest;

import dev.touchline.json.Instants;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.vertx.VertxMessageFactory;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** CloudEvents in binary mode: the attributes are headers, the body is the data (CloudEvents HTTP binding 1.0). */
final class BinaryCloudEvents {

    private static final String PREFIX = "ce-";
    private static final String TIME = "ce-time";

    private BinaryCloudEvents() {}

    static boolean isBinaryMode(MultiMap headers) {
        return headers.contains("ce-specversion");
    }

    /**
     * @throws io.cloudevents.rw.CloudEventRWException if an attribute is missing or invalid
     * @throws IllegalArgumentException if the percent-encoding of a header is invalid
     */
    static CloudEvent read(MultiMap headers, byte[] body) {
        MultiMap decoded = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<String, String> header : headers) {
            boolean attribute = header.getKey().regionMatches(true, 0, PREFIX, 0, PREFIX.length());
            String value = attribute ? decode(header.getValue()) : header.getValue();
            decoded.add(header.getKey(), header.getKey().equalsIgnoreCase(TIME) ? Instants.toNanos(value) : value);
        }
        return VertxMessageFactory.createReader(decoded, Buffer.buffer(body)).toEvent();
    }

    // The SDK does not percent-decode header values (section 3.1.3.2). A plus is literal.
    private static String decode(String value) {
        return value.indexOf('%') < 0 ? value : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
