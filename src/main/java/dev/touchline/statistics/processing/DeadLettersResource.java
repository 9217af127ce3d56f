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

/** {@code /dead-letters}: what could not be processed, and what to do about it. */
@Path("/dead-letters")
@ServedBy(Role.STATISTICS)
@RolesAllowed(TokenRoles.ADMIN)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Administration", description = "For the operator")
public class DeadLettersResource {

    private static final Logger LOG = Logger.getLogger(DeadLettersResource.class);
    private static final int MAX_SHOWN = 64 * 1024;
    private static final Pattern CURSOR = Pattern.compile("(-?\\d{1,15}|)~([A-Za-z0-9-]{1,120})");

    private final DeadLetterQueue letters;

    DeadLettersResource(DeadLetterQueue letters) {
        this.letters = letters;
    }

    /**
     * A page of them.
     *
     * @param items in the order in which they were set aside
     * @param next pass it as {@code cursor} to go on, or null at the end
     */
    @Schema(name = "DeadLetterQueue")
    record Page(List<View> items, String next) {}

    /** One of them, as it is shown. */
    @Schema(name = "DeadLetter")
    record View(
            String id,
            String reason,
            Instant at,

            @Schema(description = "How often it had been tried")
            long attempts,

            String exchange,
            String routingKey,
            String contentType,

            @Schema(description = "The size of the body in bytes")
            int size,

            @Schema(description = "The body, or the beginning of a long one; null if it is not text")
            String body,

            @Schema(description = "The same in Base64, if it is not text")
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

        // The beginning of a text may end in the middle of a character.
        private static String text(byte[] bytes, boolean whole) {
            CharBuffer text = CharBuffer.allocate(bytes.length);
            CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, whole);
            String decoded = text.flip().toString();
            return result.isError() || decoded.indexOf('\0') >= 0 ? null : decoded;
        }
    }

    /**
     * What became of them.
     *
     * @param redriven how many were published again
     * @param left how many stay, because no queue takes them where they came from
     */
    record RedriveResult(int redriven, int left) {}

    /** How many were deleted. */
    record DeleteResult(int deleted) {}

    @GET
    @Operation(
            summary = "List what could not be processed, in the order in which it was set aside",
            description =
                    "What no attempt could store, and what has killed its consumer too often, each with its reason and its body.")
    @APIResponseSchema(value = Page.class, responseCode = "200")
    @APIResponse(responseCode = "400", ref = "Malformed")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Page list(
            @Parameter(description = "1 to 200, usually 50") @QueryParam("limit") String limit,
            @Parameter(description = "The next of an earlier answer") @QueryParam("cursor") String cursor) {
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

    // The one it points to may be gone; what comes after it is the same.
    private static Predicate<DeadLetter> after(String cursor) {
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            throw Problem.of(Problem.Kind.BAD_PARAMETER, "cursor must be the next of an earlier answer.")
                    .exception();
        }
        Instant time = parts.group(1).isEmpty() ? null : Instant.ofEpochMilli(Long.parseLong(parts.group(1)));
        return letter -> letter.isAfter(time, parts.group(2));
    }

    @POST
    @Path("/{id}/redrive")
    @Operation(
            summary = "Publish one again where it came from",
            description = "It leaves the dead letters when the broker has confirmed it.")
    @APIResponseSchema(value = RedriveResult.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "409", description = "No queue takes it where it came from")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public RedriveResult redrive(@PathParam("id") String id) {
        Result dealt = execute(() -> letters.redrive(letter -> letter.id().equals(id)));
        requireFound(dealt.done() + dealt.failed());
        if (dealt.done() == 0) {
            throw Problem.of(Problem.Kind.CONFLICT, "No queue takes it where it came from; it stays.")
                    .exception();
        }
        return new RedriveResult(dealt.done(), dealt.failed());
    }

    @POST
    @Path("/redrive")
    @Operation(
            summary = "Publish all of them again where they came from",
            description = "What no queue takes where it came from stays.")
    @APIResponseSchema(value = RedriveResult.class, responseCode = "200")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public RedriveResult redriveAll() {
        Result dealt = execute(() -> letters.redrive(letter -> true));
        return new RedriveResult(dealt.done(), dealt.failed());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete one", description = "It is gone for good.")
    @APIResponseSchema(value = DeleteResult.class, responseCode = "200")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public DeleteResult delete(@PathParam("id") String id) {
        return new DeleteResult(
                requireFound(execute(() -> letters.delete(letter -> letter.id().equals(id)))));
    }

    @DELETE
    @Operation(summary = "Delete all of them", description = "They are gone for good.")
    @APIResponseSchema(value = DeleteResult.class, responseCode = "200")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public DeleteResult deleteAll() {
        return new DeleteResult(execute(() -> letters.delete(letter -> true)));
    }

    private static int requireFound(int count) {
        if (count == 0) {
            throw Problem.of(Problem.Kind.NOT_FOUND, "There is no such dead letter.")
                    .exception();
        }
        return count;
    }

    @FunctionalInterface
    private interface QueueOperation<T> {
        T get() throws QueueUnavailableException;
    }

    private static <T> T execute(QueueOperation<T> doing) {
        try {
            return doing.get();
        } catch (QueueUnavailableException e) {
            LOG.warnf("The dead letters cannot be used: %s", e.getMessage());
            throw Problem.temporary(
                            Problem.Kind.UNAVAILABLE,
                            "The dead letters cannot be used at the moment, or someone else is at them. Doing it again is"
                                    + " harmless.",
                            Duration.ofSeconds(1))
                    .exception();
        }
    }
}
