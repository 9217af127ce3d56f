package dev.touchline.notification.subscription;

import dev.touchline.codec.update.UpdateCloudEvent;
import dev.touchline.event.SportCatalogue;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.QueryParameters;
import dev.touchline.json.Json;
import dev.touchline.notification.subscription.SubscriptionJson.SubscriptionPatch;
import dev.touchline.notification.subscription.SubscriptionTable.CreatedSubscription;
import dev.touchline.notification.subscription.SubscriptionTable.NewSecret;
import dev.touchline.notification.webhook.Destination;
import dev.touchline.notification.webhook.DestinationPolicy;
import dev.touchline.notification.webhook.WebhookClient;
import dev.touchline.notification.webhook.WebhookConfig;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.TokenRoles;
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
import java.time.format.DateTimeParseException;
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

    SubscriptionsResource(
            SubscriptionTable subscriptions,
            DestinationPolicy destinationPolicy,
            WebhookClient client,
            SportCatalogue catalogue,
            WebhookConfig config,
            CallerIdentity caller) {
        this.subscriptions = subscriptions;
        this.destinationPolicy = destinationPolicy;
        this.client = client;
        this.catalogue = catalogue;
        this.config = config;
        this.caller = caller;
    }

    /** A subscription in responses. */
    @Schema(name = "Subscription")
    record View(
            String id,
            String url,
            String description,
            UpdateFilter filter,

            @Schema(description = "Whether updates are delivered")
            boolean enabled,

            @Schema(description = "Why the subscription is disabled, or null")
            String disabledReason,

            Instant disabledAt,
            Instant createdAt,

            @Schema(description = "The first failure since the last success, or null")
            Instant failingSince,

            @Schema(description = "Key of the signatures; shown once, when the subscription is created")
            String secret) {

        static View of(Subscription subscription, String secret) {
            return new View(
                    subscription.id(),
                    subscription.url(),
                    subscription.description(),
                    subscription.filter(),
                    subscription.enabled(),
                    subscription.disabledReason(),
                    subscription.disabledAt(),
                    subscription.createdAt(),
                    subscription.failingSince(),
                    secret);
        }
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
    @APIResponseSchema(value = View.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "The caller has the maximum number of subscriptions")
    public Response subscribe(byte[] body) throws SQLException {
        SubscriptionPatch patch = SubscriptionJson.read(Json.parse(body), true, catalogue, destinationPolicy);
        CreatedSubscription created = subscriptions
                .create(caller.name(), patch, config.maxPerOwner())
                .orElseThrow(() -> Problem.of(
                                Problem.Kind.CONFLICT,
                                "You have " + config.maxPerOwner() + " subscriptions, the maximum; delete one first.")
                        .exception());
        return Response.created(
                        URI.create("/subscriptions/" + created.subscription().id()))
                .entity(View.of(created.subscription(), created.secret()))
                .build();
    }

    @GET
    @Operation(
            summary = "List your subscriptions, in the order of their creation",
            description = "Only the caller's own subscriptions, without their secrets.")
    public Page<View> list(
            @Parameter(description = "1 to 200, by default 50") @QueryParam("limit") String limit,
            @Parameter(description = "next of an earlier response") @QueryParam("cursor") String cursor)
            throws SQLException {
        int max = QueryParameters.limit(limit);
        String[] after = Page.decode(cursor, 2);
        List<View> found = subscriptions
                .list(caller.name(), after == null ? null : instant(after[0]), after == null ? null : after[1], max + 1)
                .stream()
                .map(subscription -> View.of(subscription, null))
                .toList();
        return Page.of(found, max, view -> Page.cursor(view.createdAt(), view.id()));
    }

    @GET
    @Path("/{id}")
    @Operation(
            summary = "Get a subscription",
            description = "Whether the subscription is enabled, the reason if not, and since when its calls fail.")
    public View get(@PathParam("id") String id) throws SQLException {
        return View.of(find(id), null);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, MERGE_PATCH})
    @Operation(
            summary = "Change a subscription",
            description = "Absent fields stay. A subscription that is enabled again receives updates from then on;"
                    + " the updates that it missed can be recovered.")
    @RequestBody(content = @Content(schema = @Schema(ref = "SubscriptionChange")))
    public View change(@PathParam("id") String id, byte[] body) throws SQLException {
        SubscriptionPatch patch = SubscriptionJson.read(Json.parse(body), false, catalogue, destinationPolicy);
        return View.of(
                subscriptions.change(caller.name(), id, patch).orElseThrow(SubscriptionsResource::notFound), null);
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
    public Uni<PingResult> ping(@PathParam("id") String id) throws SQLException {
        Subscription subscription = find(id);
        String messageId = "msg_ping_" + UUID.randomUUID();
        Destination destination;
        try {
            destination = destinationPolicy.parse(subscription.url());
        } catch (DestinationPolicy.RefusedException e) {
            return Uni.createFrom().item(new PingResult(false, null, "not called: the URL " + e.getMessage(), null, 0));
        }
        WebhookClient.WebhookRequest call = new WebhookClient.WebhookRequest(
                destination,
                messageId,
                UpdateCloudEvent.ping(messageId, id, Instant.now()),
                UpdateCloudEvent.CONTENT_TYPE,
                subscriptions.secrets(id));
        return Uni.createFrom()
                .completionStage(() -> client.send(call).toCompletionStage())
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
        return Problem.of(Problem.Kind.NOT_FOUND, "You have no such subscription.")
                .exception();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Page.invalidCursor();
        }
    }
}
