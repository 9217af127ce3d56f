package dev.touchline.benchmark;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.ResponseStatus;

/** What the HTTP side of the application costs when nothing is done: takes a body, answers a constant. */
@Path("/nothing")
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class NothingResource {

    private static final String ANSWER = "{\"accepted\":1}";

    /** Takes the body that {@code POST /events} takes. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    public String take(byte[] body) {
        return ANSWER;
    }

    /** Answers at once. */
    @GET
    public String give() {
        return ANSWER;
    }
}
