package dev.touchline.statistics.processing;

import dev.touchline.http.Problem;
import dev.touchline.http.QueryParameters;
import dev.touchline.messaging.deadletter.DeadLetter;
import dev.touchline.messaging.deadletter.DeadLetterQueue;
import dev.touchline.messaging.deadletter.DeadLetterQueue.QueueUnavailableException;
import dev.touchline.messaging.deadletter.DeadLetterQueue.Result;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.TokenRoles;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Logger LOG = Logger.getLogger(DeadLettersResource.class);
    private static final int MAX_SHOWN = 64 * 1024;
    private static final Pattern CURSOR = Pattern.compile("(-?\\d{1,15}|)~([A-Za-z0-9-]{1,120})");

    private final DeadLetterQueue letters;

    DeadLettersResource(DeadLetterQueue letters) {
        this.letters = letters;
    }

    /**
     * A page of dead letters.
     *
     * @param items in the order of their arrival
     * @param next the {@code cursor} of the next page, or null at the end
     */
    @Schema(name = "DeadLetters")
    record Page(List<View> items, String next) {}

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

            @Schema(description = "The body, or the beginning of a long one; null if it is not text")
            String body,

            @Schema(description = "The body in Base64 if it is not text, otherwise null")
            String bodyBase64) {

        static View of(DeadLetter letter) {
            boolean whole = letter.body().length <= MAX_SHOWN;
            byte[] shown = whole ? letter.body() : Arrays.copyOf(letter.body(), MAX_SHOWN);
            String text = text(shown, whole);
            return new View(
                    letter.id(),
                    letter.reason(),
                    letter.at(),
                    letter.attempts(),
                    letter.exchange(),
                    letter.routingKey(),
                    letter.contentType(),
                    letter.body().length,
                    text,
                    text == null ? Base64.getEncoder().encodeToString(shown) : null);
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
     * @param left number of dead letters that stay, because they are unroutable
     */
    record RedriveResult(int redriven, int left) {}

    /** The number of deleted dead letters. */
    record DeleteResult(int deleted) {}

    @GET
    @Operation(
            summary = "List dead letters, in the order of their arrival",
            description = "Messages that could not be stored, and messages beyond the delivery limit of their queue.")
    public Page list(
            @Parameter(description = "1 to 200, by default 50") @QueryParam("limit") String limit,
            @Parameter(description = "next of an earlier response") @QueryParam("cursor") String cursor) {
        int max = QueryParameters.limit(limit);
        List<DeadLetter> all = execute(letters::list);
        List<DeadLetter> rest =
                cursor == null ? all : all.stream().filter(after(cursor)).toList();
        List<View> page = rest.stream().limit(max).map(View::of).toList();
        return new Page(page, rest.size() > max ? position(rest.get(max - 1)) : null);
    }

    private static String position(DeadLetter letter) {
        return (letter.at() == null ? "" : letter.at().toEpochMilli()) + "~" + letter.id();
    }

    // The dead letter of the cursor may be deleted, so later ones are found by comparison.
    private static Predicate<DeadLetter> after(String cursor) {
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            throw Problem.Kind.BAD_PARAMETER.exception("cursor must be the next of an earlier response.");
        }
        Instant time = parts.group(1).isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(parts.group(1)));
        return letter -> letter.isAfter(time, parts.group(2));
    }

    @POST
    @Path("/{id}/redrive")
    @Operation(
            summary = "Redrive a dead letter",
            description =
                    "Publishes the message to its original exchange and deletes the dead letter after the confirm.")
    @APIResponseSchema(value = RedriveResult.class, responseCode = "200")
    @APIResponse(responseCode = "409", description = "The message is unroutable; the dead letter stays")
    public RedriveResult redrive(@PathParam("id") String id) {
        Result result = execute(() -> letters.redrive(letter -> letter.id().equals(id)));
        requireFound(result.done() + result.failed());
        if (result.done() == 0) {
            throw Problem.Kind.CONFLICT.exception(
                    "The message is unroutable: no queue is bound for it. The dead letter stays.");
        }
        return new RedriveResult(result.done(), result.failed());
    }

    @POST
    @Path("/redrive")
    @Operation(
            summary = "Redrive all dead letters",
            description = "Publishes each message to its original exchange. Dead letters of unroutable messages stay.")
    public RedriveResult redriveAll() {
        Result result = execute(() -> letters.redrive(letter -> true));
        return new RedriveResult(result.done(), result.failed());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a dead letter", description = "The message is lost.")
    public DeleteResult delete(@PathParam("id") String id) {
        int deleted = execute(() -> letters.delete(letter -> letter.id().equals(id)));
        return new DeleteResult(requireFound(deleted));
    }

    @DELETE
    @Operation(summary = "Delete all dead letters", description = "The messages are lost.")
    public DeleteResult deleteAll() {
        return new DeleteResult(execute(() -> letters.delete(letter -> true)));
    }

    private static int requireFound(int count) {
        if (count == 0) {
            throw Problem.Kind.NOT_FOUND.exception("There is no such dead letter.");
        }
        return count;
    }

    @FunctionalInterface
    private interface QueueOperation<T> {
        T get() throws QueueUnavailableException;
    }

    private static <T> T execute(QueueOperation<T> operation) {
        try {
            return operation.get();
        } catch (QueueUnavailableException e) {
            LOG.warnf("A request about dead letters is answered 503: %s", e.getMessage());
            throw Problem.Kind.UNAVAILABLE.exception(
                    "The queue of dead letters is unavailable or used by another request; try again. Repeating"
                            + " is harmless.",
                    Duration.ofSeconds(1));
        }
    }
}
