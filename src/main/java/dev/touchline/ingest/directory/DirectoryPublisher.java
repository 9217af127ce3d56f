package dev.touchline.ingest.directory;

import dev.touchline.codec.directory.DirectoryJson;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.EventType;
import dev.touchline.event.Reporter;
import dev.touchline.http.LargeBodies;
import dev.touchline.ingest.ContentTypes;
import dev.touchline.ingest.ReportPublisher;
import dev.touchline.json.Json;
import dev.touchline.security.ProducerResolver;
import dev.touchline.sport.SportCatalogue;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Publishes teams and players. */
@ApplicationScoped
class DirectoryPublisher {

    private final SportCatalogue catalogue;
    private final ProducerResolver producerResolver;
    private final ReportPublisher publisher;

    DirectoryPublisher(SportCatalogue catalogue, ProducerResolver producerResolver, ReportPublisher publisher) {
        this.catalogue = catalogue;
        this.producerResolver = producerResolver;
        this.publisher = publisher;
    }

    /** Makes the entry of a body that was received. */
    @FunctionalInterface
    interface EntryReader {
        DirectoryEntry read(byte[] body, Instant receivedAt, Reporter reporter);
    }

    /** Publishes the entry of a body, which has its fields. */
    CompletionStage<ReportPublisher.Accepted> publish(
            EventType type, String id, byte[] body, HttpHeaders headers, HttpServerRequest request) {
        EntryReader reader = (small, receivedAt, reporter) ->
                DirectoryJson.read(Json.parse(small), type, id, catalogue, receivedAt, reporter);
        return publish(reader, body, headers, request);
    }

    /** Publishes the entry that the reader makes of a body. */
    CompletionStage<ReportPublisher.Accepted> publish(
            EntryReader reader, byte[] body, HttpHeaders headers, HttpServerRequest request) {
        ContentTypes.essence(headers.getMediaType());
        Instant receivedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        byte[] small = LargeBodies.requireSmall(body);
        return producerResolver
                .current(request)
                .thenCompose(producer ->
                        publisher.publish(List.of(reader.read(small, receivedAt, producer.reporter())), producer));
    }
}
