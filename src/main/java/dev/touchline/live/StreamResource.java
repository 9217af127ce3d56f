package dev.touchline.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.format.EventJson;
import dev.touchline.format.UpdateJson.Written;
import dev.touchline.problem.Problem;
import dev.touchline.role.Draining;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** {@code GET /matches/{id}/stream}: a match as it goes on. */
@Path("/matches")
@ServedBy(Role.LIVE)
@Tag(name = "Live")
public class StreamResource {

    private static final Logger LOG = Logger.getLogger(StreamResource.class);

    private final UpdateHub hub;
    private final MatchReader reader;
    private final LiveConfig config;
    private final ObjectMapper json;
    private final Sse sse;
    private final Draining draining;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    StreamResource(
            UpdateHub hub, MatchReader reader, LiveConfig config, ObjectMapper json, Sse sse, Draining draining) {
        this.hub = hub;
        this.reader = reader;
        this.config = config;
        this.json = json;
        this.sse = sse;
        this.draining = draining;
    }

    @GET
    @Path("/{id}/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store, no-transform")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @Operation(
            summary = "Follow a match by Server-Sent Events",
            description = "First a snapshot, then every update of the match, numbered without gaps; the number is the"
                    + " id of the event. A client that comes back with the last id gets what it missed, or a new"
                    + " snapshot if that is too much or the id is not of this match. A match that nothing is known of"
                    + " yet can be followed all the same.")
    @APIResponse(
            responseCode = "200",
            description = "The stream",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS))
    public Multi<OutboundSseEvent> stream(
            @PathParam("id") String match,
            @HeaderParam("Last-Event-ID") String lastEventId,
            @Parameter(description = "The same, where a client cannot set the header") @QueryParam("lastEventId")
                    String lastEventIdInQuery,
            @Context HttpServerRequest request) {
        String wrong = EventJson.wrongWithId(match);
        if (wrong != null) {
            throw Problem.of(Problem.Kind.NOT_FOUND, "There is no such match: an id " + wrong + ".")
                    .exception();
        }
        if (draining.begun()) {
            // Not an error: a browser that is answered one does not come back.
            return Multi.createFrom().item(goodbye());
        }
        String last = lastEventId != null ? lastEventId : lastEventIdInQuery;
        AtomicInteger waiting = new AtomicInteger();
        Multi<OutboundSseEvent> events = Multi.createFrom()
                .<OutboundSseEvent>emitter(
                        emitter -> new Connection(match, emitter, waiting, request).open(last), config.buffer())
                .onItem()
                .invoke(waiting::decrementAndGet);
        Multi<OutboundSseEvent> heartbeats = Multi.createFrom()
                .ticks()
                .every(config.heartbeat())
                .onOverflow()
                .drop()
                .map(tick -> sse.newEventBuilder().comment("").build());
        return Multi.createBy()
                .merging()
                // What it takes before the connection does is beside the bound.
                .withRequests(1)
                .streams(Multi.createFrom().item(hint()), events, heartbeats)
                .onFailure()
                .invoke(e -> LOG.debugf("Stream closed: %s", e.getMessage()))
                // The client resumes; there is nothing more to tell it here.
                .onFailure()
                .recoverWithCompletion();
    }

    void sayGoodbye(@Observes ShutdownDelayInitiatedEvent event) {
        connections.forEach(Connection::sayGoodbye);
    }

    // Not all of them are to come back at once: whoever takes over should not be run over.
    private OutboundSseEvent goodbye() {
        long delay = config.retry().toMillis();
        return sse.newEventBuilder()
                .reconnectDelay(delay + ThreadLocalRandom.current().nextLong(delay + 1))
                .comment("goodbye")
                .build();
    }

    private OutboundSseEvent hint() {
        return sse.newEventBuilder()
                .reconnectDelay(config.retry().toMillis())
                .comment("")
                .build();
    }

    /** What a snapshot's data looks like. */
    public record Snapshot(MatchView match, boolean resumed) {}

    /** One open stream. Updates that arrive while the beginning is being read wait, and then follow it. */
    private final class Connection {
        private final String match;
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private final AtomicInteger waiting;
        private final HttpServerRequest request;
        private boolean cutOff;
        private List<Written> early = new ArrayList<>();
        private long sent;

        /**
         * @param waiting how many events have been emitted and not yet taken by the connection
         */
        Connection(
                String match,
                MultiEmitter<? super OutboundSseEvent> emitter,
                AtomicInteger waiting,
                HttpServerRequest request) {
            this.match = match;
            this.emitter = emitter;
            this.waiting = waiting;
            this.request = request;
        }

        void open(String lastEventId) {
            Consumer<Written> follower = this::take;
            // Following first, reading second: no update can fall between.
            MatchFeed feed = hub.follow(match, follower);
            connections.add(this);
            emitter.onTermination(() -> {
                connections.remove(this);
                hub.leave(match, follower);
            });
            Infrastructure.getDefaultWorkerPool().execute(() -> {
                try {
                    feed.begin(begin(lastEventId));
                } catch (RuntimeException e) {
                    emitter.fail(e);
                }
            });
        }

        void sayGoodbye() {
            emit(goodbye());
            emitter.fail(new IllegalStateException("the process is ending"));
        }

        private void emit(OutboundSseEvent event) {
            if (waiting.incrementAndGet() <= config.buffer()) {
                emitter.emit(event);
            } else if (!cutOff) {
                cutOff = true;
                cutOff();
            }
        }

        // A failure waits behind what the client does not read, and so does an orderly end of the connection: Vert.x
        // writes what there is to write first. From the first handler on, there is only the socket.
        private void cutOff() {
            if (request.version() == HttpVersion.HTTP_2) {
                request.response().reset();
            } else {
                ((ConnectionBase) request.connection())
                        .channel()
                        .pipeline()
                        .firstContext()
                        .close();
            }
        }

        private long begin(String lastEventId) {
            Long last = number(lastEventId);
            List<Written> missed = last == null ? null : missed(last);
            if (missed != null) {
                go(last, missed);
            } else {
                MatchView view = reader.match(match).orElseGet(() -> MatchView.unknown(match));
                emit(snapshot(view));
                go(view.seq(), List.of());
            }
            return position();
        }

        // What came after the last id; null if that cannot be told, or is too much.
        private List<Written> missed(long last) {
            // The match first: what is stored between the two reads is then among the updates.
            if (last > reader.match(match).map(MatchView::seq).orElse(0L)) {
                return null;
            }
            List<Written> missed = reader.updatesAfter(match, last, config.mostResumed() + 1);
            boolean gapless = missed.isEmpty() || missed.get(0).seq() == last + 1;
            return gapless && missed.size() <= config.mostResumed() ? missed : null;
        }

        private synchronized void go(long from, List<Written> missed) {
            sent = from;
            missed.forEach(this::send);
            List<Written> arrived = early;
            early = null;
            arrived.forEach(this::send);
        }

        private synchronized long position() {
            return sent;
        }

        private synchronized void take(Written update) {
            if (early == null) {
                send(update);
            } else if (early.size() < config.buffer()) {
                early.add(update);
            } else {
                emitter.fail(new IllegalStateException("too many updates while the stream was opened"));
            }
        }

        private void send(Written update) {
            if (update.seq() <= sent) {
                return;
            }
            if (update.seq() != sent + 1) {
                emitter.fail(new IllegalStateException("a gap after update " + sent));
                return;
            }
            sent = update.seq();
            emit(sse.newEventBuilder()
                    .id(String.valueOf(update.seq()))
                    .name("update")
                    .data(String.class, update.json())
                    .build());
        }

        private OutboundSseEvent snapshot(MatchView view) {
            try {
                return sse.newEventBuilder()
                        .id(String.valueOf(view.seq()))
                        .name("snapshot")
                        .data(String.class, json.writeValueAsString(new Snapshot(view, false)))
                        .build();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a match is not writable as JSON", e);
            }
        }
    }

    private static Long number(String id) {
        if (id == null || !id.matches("\\d{1,18}")) {
            return null;
        }
        return Long.valueOf(id);
    }
}
