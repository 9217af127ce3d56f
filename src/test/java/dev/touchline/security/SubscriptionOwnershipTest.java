package dev.touchline.security;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.Tokens;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Subscriptions are visible to their owner only. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class SubscriptionOwnershipTest {

    private final String alice =
            Tokens.of(UniqueIds.id("alice"), TokenRoles.SUBSCRIBER).bearer();
    private final String bob =
            Tokens.of(UniqueIds.id("bob"), TokenRoles.SUBSCRIBER).bearer();

    @Test
    void ownerSeesItsSubscriptions() {
        String id = subscribe(alice);
        assertEquals(
                id,
                Api.json(as(alice).get("/subscriptions/{id}", id)).path("id").textValue());
        assertTrue(ids(alice).contains(id));
    }

    @Test
    void callerCannotAccessForeignSubscriptions() {
        String own = subscribe(bob);
        String id = subscribe(alice);
        assertTrue(ids(bob).contains(own));
        assertFalse(ids(bob).contains(id));
        for (Response response : List.of(
                as(bob).get("/subscriptions/{id}", id),
                as(bob).delete("/subscriptions/{id}", id),
                as(bob).post("/subscriptions/{id}/ping", id),
                as(bob).post("/subscriptions/{id}/secret", id),
                as(bob).get("/subscriptions/{id}/deliveries", id),
                as(bob).post("/subscriptions/{id}/deliveries/1/redeliver", id),
                as(bob).body("{\"since\":\"2022-12-18T15:00:00Z\"}").post("/subscriptions/{id}/recover", id),
                as(bob).body("{}").patch("/subscriptions/{id}", id))) {
            assertProblem(response, 404, "not-found");
        }
        assertEquals(200, as(alice).get("/subscriptions/{id}", id).statusCode());
        assertEquals(204, as(alice).delete("/subscriptions/{id}", id).statusCode());
    }

    private static String subscribe(String authorization) {
        Response made = as(authorization)
                .body("{\"url\":\"http://127.0.0.1:9/\",\"filter\":{\"match\":\"" + UniqueIds.match() + "\"}}")
                .post("/subscriptions");
        assertEquals(201, made.statusCode(), made::asString);
        return Api.json(made).path("id").textValue();
    }

    private static List<String> ids(String authorization) {
        JsonNode items = Api.json(as(authorization).get("/subscriptions")).path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path("id").textValue())
                .toList();
    }

    private static RequestSpecification as(String authorization) {
        return Api.request().header("Authorization", authorization).header("Content-Type", Api.PLAIN);
    }
}
