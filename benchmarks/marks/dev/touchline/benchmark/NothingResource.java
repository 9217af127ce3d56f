package dev.touchline.benchmark;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The no-op endpoint: reads the body and answers a constant. The difference to other endpoints is their own cost. */
@Path("/nothing")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class NothingResource {

    private static final String ANSWER = "{\"accepted\":1}";

    /** Reads the same body as {@code POST /events}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    public String take(byte[] body) {
        return ANSWER;
    }

    /** Answers a constant. */
    @GET
    public String give() {
        return ANSWER;
    }
}
