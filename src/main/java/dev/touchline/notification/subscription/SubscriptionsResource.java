package dev.touchline.notification.subscription;

import dev.touchline.codec.update.UpdateCloudEvent;
import dev.touchline.database.Sql;
import dev.touchline.http.BoundedRead;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.json.Json;
import dev.touchline.notification.subscription.SubscriptionJson.SubscriptionPatch;
import dev.touchline.notification.subscription.SubscriptionTable.NewSecret;
import dev.touchline.notification.webhook.DestinationPolicy;
import dev.touchline.notification.webhook.WebhookClient;
import dev.touchline.notification.webhook.WebhookConfig;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.TokenRoles;
import dev.touchline.sport.SportCatalogue;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /subscriptions}: create, change and test webhooks. */
@Path("/subscriptions")
@ServedBy(Role.NOTIFICATION)
@RolesAllowed(TokenRoles.SUBSCRIBER)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Webhooks", description = "Receive updates as signed HTTP requests")
public class SubscriptionsResource {

    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final SubscriptionTable subscriptions;
    private final DestinationPolicy destinationPolicy;
    private final WebhookClient client;
    private final SportCatalogue catalogue;
    private final WebhookConfig config;
    private final CallerIdentity caller;
    private final PingLimiter pings;

    SubscriptionsResource(
            SubscriptionTable subscriptions,
            DestinationPolicy destinationPolicy,
            WebhookClient client,
            SportCatalogue catalogue,
            WebhookConfig config,
            CallerIdentity caller,
            PingLimiter pings) {
        this.subscriptions = subscriptions;
        this.destinationPolicy = destinationPolicy;
        this.client = client;
        this.catalogue = catalogue;
        this.config = config;
        this.caller = caller;
        this.pings = pings;
    }

    /** The outcome of a ping. */
    @Schema(name = "Ping")
    record PingResult(
            boolean delivered,

            @Schema(description = "HTTP status of the response, or null without one")
            Integer code,

            String error,
            String response,
            long durationMillis) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Subscribe",
            description = "Each matching update is sent to the URL as a CloudEvent, signed by the Standard Webhooks"
                    + " specification (https://www.standardwebhooks.com). Only this response contains the secret.")
    @RequestBody(content = @Content(schema = @Schema(ref = "NewSubscription")))
    @APIResponseSchema(value = Subscription.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "The caller has the maximum number of subscriptions")
    public Response subscribe(byte[] body) throws SQLException {
        SubscriptionPatch patch = SubscriptionJson.read(Json.parse(body), true, catalogue, destinationPolicy);
        Subscription created = subscriptions
                .create(caller.name(), patch, config.maxPerOwner())
                .orElseThrow(() -> Problem.Kind.CONFLICT.exception(
                        "You have " + config.maxPerOwner() + " subscriptions, the maximum; delete one first."));
        URI location = URI.create("/subscriptions/" + created.id());
        return Response.created(location).entity(created).build();
    }

    @GET
    @BoundedRead
    @Operation(
            summary = "List your subscriptions, in the order of their creation",
            description = "Only the caller's own subscriptions, without their secrets.")
    public Page<Subscription> list(
            @Parameter(description = "1 to 200, by default 50") @QueryParam("limit") String limit,
            @Parameter(description = "next of an earlier response") @QueryParam("cursor") String cursor)
            throws SQLException {
        int max = QueryParameters.limit(limit);
        String[] after = Page.decode(cursor, 2);
        Instant afterTime = after == null ? null : Page.instant(after[0]);
        String afterId = after == null ? null : after[1];
        Sql.Slice<Subscription> slice = subscriptions.list(caller.name(), afterTime, afterId, max, Page.MAX_BYTES);
        return Page.of(
                slice.rows(), slice.more(), subscription -> Page.cursor(subscription.createdAt(), subscription.id()));
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary = "Get a subscription",
            description = "Whether the subscription is enabled, the reason if not, and since when its calls fail.")
    public Subscription get(@PathParam("id") String id) throws SQLException {
        return find(id);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    @Operation(
            summary = "Change a subscription",
            description = "Absent fields stay. A subscription that is enabled again receives updates from then on;"
                    + " the updates that it missed can be recovered.")
    @RequestBody(content = @Content(schema = @Schema(ref = "SubscriptionChange")))
    public Subscription change(@PathParam("id") String id, byte[] body) throws SQLException {
        SubscriptionPatch patch = SubscriptionJson.read(Json.parse(body), false, catalogue, destinationPolicy);
        return subscriptions.change(caller.name(), id, patch).orElseThrow(SubscriptionsResource::notFound);
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Delete a subscription with all of its deliveries",
            description = "An attempt in flight may still arrive.")
    @APIResponse(responseCode = "204", description = "The subscription is deleted")
    public void delete(@PathParam("id") String id) throws SQLException {
        if (!subscriptions.delete(caller.name(), id)) {
            throw notFound();
        }
    }

    @POST
    @Path("/{id}/secret")
    @Operation(
            summary = "Rotate the secret",
            description = "For a day, calls carry signatures of both secrets, so that the receiver can switch to the"
                    + " new one at any time.")
    public NewSecret rotate(@PathParam("id") String id) throws SQLException {
        return subscriptions
                .rotate(caller.name(), id, config.secretOverlap())
                .orElseThrow(SubscriptionsResource::notFound);
    }

    @POST
    @Path("/{id}/ping")
    @Operation(
            summary = "Test a subscription",
            description = "Sends one event of type dev.touchline.ping at once and returns the outcome.")
    @APIResponseSchema(value = PingResult.class, responseCode = "200")
    @APIResponse(responseCode = "429", description = "The caller has sent too many pings within a minute")
    public Uni<PingResult> ping(@PathParam("id") String id) throws SQLException {
        Subscription subscription = find(id);
        pings.acquire(caller.name());
        String messageId = "msg_ping_" + UUID.randomUUID();
        String body = UpdateCloudEvent.ping(messageId, id, Instant.now());
        List<String> secrets = subscriptions.secrets(id);
        return Uni.createFrom()
                .completionStage(() -> client.send(subscription.url(), messageId, body, secrets)
                        .toCompletionStage())
                .map(outcome -> new PingResult(
                        outcome.delivered(),
                        outcome.code(),
                        outcome.error(),
                        outcome.response(),
                        outcome.took().toMillis()));
    }

    private Subscription find(String id) throws SQLException {
        return subscriptions.find(caller.name(), id).orElseThrow(SubscriptionsResource::notFound);
    }

    static RuntimeException notFound() {
        return Problem.Kind.NOT_FOUND.exception("You have no such subscription.");
    }
}
