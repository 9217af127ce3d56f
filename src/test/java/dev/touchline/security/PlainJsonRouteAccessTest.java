package dev.touchline.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.RestRequestLog.LoggedResponse;
import dev.touchline.testing.Tokens;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** The route for plain JSON serves authorized producers only; all other requests are answered by REST. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class PlainJsonRouteAccessTest {

    private final String name = UniqueIds.id("camera");
    private final EventBody event = EventBody.goal(UniqueIds.match(), "home", 1).without("source");

    @Test
    void authorizedProducerIsServedByTheRoute() {
        assertAnswered(202, false, event, Tokens.of(name, TokenRoles.PRODUCER));
        assertAnswered(202, false, event, Tokens.of(SecuredProfile.ACCOUNT));
        assertAnswered(403, false, event.with("source", "elsewhere"), Tokens.of(name, TokenRoles.PRODUCER));
    }

    @Test
    void othersAreServedByRest() {
        assertAnswered(401, true, event, null);
        assertAnswered(403, true, event, Tokens.of(name));
        assertAnswered(403, true, event, Tokens.of(name, TokenRoles.SUBSCRIBER));
    }

    private static void assertAnswered(int status, boolean byRest, EventBody event, Tokens token) {
        LoggedResponse answered = LoggedResponse.post("/events", event.toString(), Api.PLAIN, token);
        assertEquals(status, answered.status(), answered::body);
        assertEquals(byRest, answered.byRest(), answered::toString);
    }
}
