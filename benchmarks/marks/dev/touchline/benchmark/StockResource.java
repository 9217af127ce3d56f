package dev.touchline.benchmark;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Publishes one message per request by the stock connector, and waits for its confirm. */
@Path("/stock")
@Produces(MediaType.APPLICATION_JSON)
public class StockResource {

    private static final String ANSWER = "{\"accepted\":1}";

    private final MutinyEmitter<byte[]> emitter;

    StockResource(@Channel("stock") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    /** Publishes the body unchanged. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    public Uni<String> take(byte[] body) {
        return emitter.send(body).replaceWith(ANSWER);
    }
}
