package dev.touchline.ingest;

import dev.touchline.codec.ReportBatch;
import dev.touchline.http.Problem;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;

/** The content types in which reports arrive. */
public final class ContentTypes {

    /** One CloudEvent in structured mode. */
    static final String CLOUD_EVENT = "application/cloudevents+json";

    private ContentTypes() {}

    /**
     * The media type without its parameters, in lower case.
     *
     * @throws dev.touchline.http.ProblemException if it is missing, or its charset is not UTF-8
     */
    public static String essence(MediaType contentType) {
        if (contentType == null) {
            throw Problem.Kind.UNSUPPORTED_MEDIA_TYPE.exception(
                    "Content-Type is missing: send application/json, or for events also " + CLOUD_EVENT + " or "
                            + ReportBatch.CONTENT_TYPE + ".");
        }
        String charset = contentType.getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw Problem.Kind.UNSUPPORTED_MEDIA_TYPE.exception("charset must be utf-8 or absent: JSON is UTF-8.");
        }
        return (contentType.getType() + "/" + contentType.getSubtype()).toLowerCase(Locale.ROOT);
    }
}
