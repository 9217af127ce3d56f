package dev.touchline.statistics.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.deadletter.DeadLetter;
import dev.touchline.messaging.deadletter.DeadLetterPublisher;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.TokenRoles;
import dev.touchline.statistics.deadletter.DeadLetterTable.Filter;
import dev.touchline.statistics.deadletter.DeadLetterTable.StoredLetter;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** {@code /dead-letters}: lists, redrives and deletes dead letters. */
@Path("/dead-letters")
@ServedBy(Role.STATISTICS)
@RolesAllowed(TokenRoles.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Administration", description = "For operators")
public class DeadLettersResource {

    private static final ThrottledLog LOG = new ThrottledLog(Logger.getLogger(DeadLettersResource.class));
    private static final String EXCHANGE = "Only those that were published to this exchange";
    private static final String ROUTING_KEY = "Only those with this routing key, such as a sport";
    private static final String REASON = "Only those whose reason contains this text";
    /** Redriven by one request. */
    private static final int MAX_REDRIVEN = 10_000;

    private static final int MAX_FILTER_LENGTH = 255;

    private final DeadLetterTable table;
    private final DeadLetterPublisher publisher;

    DeadLettersResource(DeadLetterTable table, DeadLetterPublisher publisher) {
        this.table = table;
        this.publisher = publisher;
    }

    /** A dead letter in responses. */
    @Schema(name = "DeadLetter")
    record View(
            String id,
            String reason,
            Instant at,

            @Schema(description = "Number of attempts before the message was dead-lettered")
            long attempts,

            String exchange,
            String routingKey,
            String contentType,

            @Schema(description = "Size of the body in bytes")
            int size,

            @Schema(
                    description =
                            "Whether it can be redriven: it came from match.events, and its body was not too large"
                                    + " to be stored")
            boolean redrivable,

            @Schema(description = "The body, or the beginning of a long one; null if it is not text")
            String body,

            @Schema(description = "The body in Base64 if it is not text, otherwise null")
            String bodyBase64,

            @Schema(description = "The headers of the message as text; only in the answer about one dead letter")
            @JsonInclude(JsonInclude.Include.NON_NULL)
            Map<String, String> headers) {

        static View of(StoredLetter stored) {
            DeadLetter letter = stored.letter();
            byte[] shown = letter.body();
            String text = text(shown, shown.length == letter.size());
            return new View(
                    String.valueOf(stored.id()),
                    letter.reason(),
                    letter.at(),
                    letter.attempts(),
                    letter.exchange(),
                    letter.routingKey(),
                    letter.contentType(),
                    letter.size(),
                    stored.redrivable(),
                    text,
                    text == null ? Base64.getEncoder().encodeToString(shown) : null,
                    letter.headers());
        }

        // An excerpt may end in the middle of a character.
        private static String text(byte[] bytes, boolean whole) {
            CharBuffer text = CharBuffer.allocate(bytes.length);
            CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, whole);
            String decoded = text.flip().toString();
            return result.isError() || decoded.indexOf('\0') >= 0 ? null : decoded;
        }
    }

    /**
     * The outcome of a redrive.
     *
     * @param redriven number of dead letters published again
     * @param left number of selected dead letters that stay: the broker refuses them, or they cannot be redriven
     */
    record RedriveResult(int redriven, int left) {}

    /** The number of deleted dead letters. */
    record DeleteResult(int deleted) {}

    @GET
    @Operation(
            summary = "List dead letters, in the order of their arrival",
            description =
                    "Messages that could not be stored, and messages beyond the delivery limit of their queue. A page ends"
                            + " after limit dead letters or 1 MiB of bodies.")
    public Page<View> list(
            @Parameter(description = EXCHANGE) @QueryParam("exchange") String exchange,
            @Parameter(description = ROUTING_KEY) @QueryParam("routingKey") String routingKey,
            @Parameter(description = REASON) @QueryParam("reason") String reason,
            @Parameter(description = "1 to 200, by default 50") @QueryParam("limit") String limit,
            @Parameter(description = "next of an earlier response") @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        Filter filter = filter(exchange, routingKey, reason);
        String[] after = Page.decode(cursor, 1);
        long afterId = after == null ? 0 : number(after[0]).orElseThrow(Page::invalidCursor);
        List<StoredLetter> oneMore = execute(() -> table.list(filter, afterId, max + 1));
        int shown = (int) oneMore.stream()
                .limit(max)
                .takeWhile(stored -> stored.letter().body() != null)
                .count();
        Page<StoredLetter> letters =
                Page.of(oneMore.subList(0, shown), shown < oneMore.size(), stored -> String.valueOf(stored.id()));
        return new Page<>(letters.items().stream().map(View::of).toList(), letters.next());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a dead letter", description = "With its headers and the first 64 KiB of its body.")
    @APIResponseSchema(value = View.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public View get(@PathParam("id") String id) {
        return View.of(find(id, DeadLetterTable.MAX_SHOWN));
    }

    @POST
    @Path("/{id}/redrive")
    @Operation(
            summary = "Redrive a dead letter",
            description =
                    "Publishes the message to its original exchange and deletes the dead letter after the confirm.")
    @APIResponseSchema(value = RedriveResult.class, responseCode = "200")
    @APIResponse(
            responseCode = "409",
            description =
                    "The broker refuses the message, since it is unroutable or the queue is full; the dead letter stays")
    @APIResponse(
            responseCode = "422",
            description = "The message is not from match.events, or its body is incomplete; the dead letter stays")
    public RedriveResult redrive(@PathParam("id") String id) {
        StoredLetter stored = find(id, Integer.MAX_VALUE);
        if (!stored.redrivable()) {
            boolean complete = stored.letter().body().length == stored.letter().size();
            throw Problem.Kind.INVALID.exception(
                    complete
                            ? "Only reports are redriven, and this message was not published to the exchange "
                                    + Topology.EVENTS_EXCHANGE + ". The dead letter stays."
                            : "The body was too large to be stored; its sender must publish it again, in smaller messages."
                                    + " The dead letter stays.");
        }
        if (!redrive(stored)) {
            throw Problem.Kind.CONFLICT.exception(
                    "The broker refuses the message: no queue is bound for it, or the queue is full. The dead letter stays.");
        }
        return new RedriveResult(1, 0);
    }

    @POST
    @Path("/redrive")
    @Operation(
            summary = "Redrive all dead letters, or those of a filter",
            description =
                    "Publishes each message to its original exchange, the 10,000 earliest in one request. Dead letters"
                            + " that the broker refuses, that are incomplete or not from match.events stay.")
    public RedriveResult redriveAll(
            @Parameter(description = EXCHANGE) @QueryParam("exchange") String exchange,
            @Parameter(description = ROUTING_KEY) @QueryParam("routingKey") String routingKey,
            @Parameter(description = REASON) @QueryParam("reason") String reason) {
        Filter filter = filter(exchange, routingKey, reason);
        // A message that fails again becomes another dead letter.
        long last = execute(table::last);
        int redriven = 0;
        for (long id : execute(() -> table.redrivable(filter, MAX_REDRIVEN))) {
            Optional<StoredLetter> stored = execute(() -> table.find(id, Integer.MAX_VALUE));
            if (stored.isPresent() && redrive(stored.get())) {
                redriven++;
            }
        }
        return new RedriveResult(redriven, execute(() -> table.count(filter, last, Integer.MAX_VALUE)));
    }

    // Deleted after the confirm: after a failure between the two, sending again is harmless. False if the broker
    // refuses it.
    private boolean redrive(StoredLetter stored) {
        try {
            publisher
                    .redrive(stored.letter(), DeadLetter.redrivenId(stored.id()))
                    .await()
                    .indefinitely();
        } catch (ConfirmedPublisher.UnconfirmedException e) {
            if (e.isRefused()) {
                return false;
            }
            throw unavailable("broker", e);
        } catch (ConfirmedPublisher.OverloadedException e) {
            throw unavailable("broker", e);
        }
        execute(() -> table.delete(stored.id()));
        return true;
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a dead letter", description = "The message is lost.")
    public DeleteResult delete(@PathParam("id") String id) {
        int deleted = execute(() -> table.delete(number(id).orElseThrow(DeadLettersResource::notFound)));
        if (deleted == 0) {
            throw notFound();
        }
        return new DeleteResult(deleted);
    }

    @DELETE
    @Operation(summary = "Delete all dead letters, or those of a filter", description = "The messages are lost.")
    public DeleteResult deleteAll(
            @Parameter(description = EXCHANGE) @QueryParam("exchange") String exchange,
            @Parameter(description = ROUTING_KEY) @QueryParam("routingKey") String routingKey,
            @Parameter(description = REASON) @QueryParam("reason") String reason) {
        Filter filter = filter(exchange, routingKey, reason);
        return new DeleteResult(execute(() -> table.delete(filter)));
    }

    private StoredLetter find(String id, int maxBytes) {
        long number = number(id).orElseThrow(DeadLettersResource::notFound);
        return execute(() -> table.find(number, maxBytes)).orElseThrow(DeadLettersResource::notFound);
    }

    private static Filter filter(String exchange, String routingKey, String reason) {
        return new Filter(text("exchange", exchange), text("routingKey", routingKey), text("reason", reason));
    }

    private static String text(String name, String value) {
        if (value != null && (value.length() > MAX_FILTER_LENGTH || value.indexOf('\0') >= 0)) {
            throw Problem.Kind.BAD_PARAMETER.exception(
                    name + " must be a text of at most " + MAX_FILTER_LENGTH + " characters, without NUL.");
        }
        return value;
    }

    private static Optional<Long> number(String id) {
        return id.matches("\\d{1,18}") ? Optional.of(Long.parseLong(id)) : Optional.empty();
    }

    private static RuntimeException notFound() {
        return Problem.Kind.NOT_FOUND.exception("There is no such dead letter.");
    }

    @FunctionalInterface
    private interface Access<T> {
        T run() throws SQLException;
    }

    private static <T> T execute(Access<T> access) {
        try {
            return access.run();
        } catch (SQLException e) {
            throw unavailable("database", e);
        }
    }

    private static RuntimeException unavailable(String dependency, Exception cause) {
        LOG.warn("A request about dead letters is answered 503: %s", cause.getMessage());
        return Problem.Kind.UNAVAILABLE.exception(
                "The " + dependency + " is unavailable; try again. Repeating is harmless.", Duration.ofSeconds(1));
    }
}
