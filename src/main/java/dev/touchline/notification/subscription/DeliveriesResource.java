package dev.touchline.notification.subscription;

import dev.touchline.database.Sql;
import dev.touchline.http.BoundedRead;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.query.QueryParameters;
import dev.touchline.json.Json;
import dev.touchline.notification.subscription.DeliveryHistory.Delivery;
import dev.touchline.role.Role;
import dev.touchline.role.ServedBy;
import dev.touchline.security.TokenRoles;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** {@code /subscriptions/{id}/deliveries}: deliveries of a subscription, redelivery and recovery. */
@Path("/subscriptions/{id}")
@ServedBy(Role.NOTIFICATION)
@RolesAllowed(TokenRoles.SUBSCRIBER)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@Tag(name = "Webhooks", description = "Receive updates as signed HTTP requests")
public class DeliveriesResource {

    private static final List<String> STATES = List.of("waiting", "delivered", "failed", "skipped");

    private final SubscriptionTable subscriptions;
    private final DeliveryHistory history;
    private final CallerIdentity caller;

    DeliveriesResource(SubscriptionTable subscriptions, DeliveryHistory history, CallerIdentity caller) {
        this.subscriptions = subscriptions;
        this.history = history;
        this.caller = caller;
    }

    /** The number of deliveries that were scheduled. */
    record Scheduled(int scheduled) {}

    @GET
    @BoundedRead
    @Path("/deliveries")
    @Operation(
            summary = "List deliveries, the latest first",
            description = "One per matching update, with the outcome of its last attempt; kept for 30 days.")
    public Page<Delivery> list(
            @PathParam("id") String id,
            @Parameter(description = "waiting, delivered, failed or skipped") @QueryParam("status") String status,
            @Parameter(description = "1 to 200, by default 50") @QueryParam("limit") String limit,
            @Parameter(description = "next of an earlier response") @QueryParam("cursor") String cursor)
            throws SQLException {
        int max = QueryParameters.limit(limit);
        if (status != null && !STATES.contains(status)) {
            throw Problem.Kind.BAD_PARAMETER.exception("status must be one of " + String.join(", ", STATES) + ".");
        }
        String[] before = Page.decode(cursor, 1);
        long beforeId = before == null ? Long.MAX_VALUE : Page.number(before[0]);
        subscriptions.find(caller.name(), id).orElseThrow(SubscriptionsResource::notFound);
        List<String> states = status == null ? STATES : List.of(status);
        Sql.Slice<Delivery> slice = history.list(id, states, beforeId, max, Page.MAX_BYTES);
        return Page.of(slice.rows(), slice.more(), Delivery::id);
    }

    @POST
    @Path("/deliveries/{delivery}/redeliver")
    @ResponseStatus(202)
    @Operation(
            summary = "Send a delivery again",
            description = "At once, in any state and at any age, with all retries of a new delivery.")
    @APIResponseSchema(value = Delivery.class, responseCode = "202")
    @APIResponse(responseCode = "410", ref = "Gone")
    public Delivery redeliver(@PathParam("id") String id, @PathParam("delivery") String delivery) throws SQLException {
        if (!delivery.matches("\\d{1,18}")) {
            throw deliveryNotFound();
        }
        Delivery requeued = history.redeliver(caller.name(), id, Long.parseLong(delivery))
                .orElseThrow(DeliveriesResource::deliveryNotFound);
        if (!requeued.status().equals(STATES.get(0))) {
            throw Problem.Kind.GONE.exception("The update was deleted with the match %s.".formatted(requeued.match()));
        }
        return requeued;
    }

    @POST
    @Path("/recover")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            summary = "Send all updates again that were not delivered since an instant",
            description =
                    "Failed and skipped deliveries, and updates from the time when the subscription was disabled or did not"
                            + " exist; with \"delivered\": true, delivered ones too. The current filter decides.")
    @RequestBody(content = @Content(schema = @Schema(ref = "Recovery")))
    @APIResponseSchema(value = Scheduled.class, responseCode = "202")
    public Scheduled recover(@PathParam("id") String id, byte[] body) throws SQLException {
        SubscriptionJson.Recovery recovery = SubscriptionJson.readRecovery(Json.parse(body));
        return new Scheduled(history.recover(caller.name(), id, recovery).orElseThrow(SubscriptionsResource::notFound));
    }

    private static RuntimeException deliveryNotFound() {
        return Problem.Kind.NOT_FOUND.exception("None of your subscriptions has such a delivery.");
    }
}
