package dev.touchline.security;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.RawRequest;
import dev.touchline.testing.Tokens;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid tokens, and the answers to invalid ones. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class TokensTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String CHALLENGE = "Bearer realm=\"touchline\"";
    private static final String NOT_GOOD = CHALLENGE + ", error=\"invalid_token\"";

    private final String match = UniqueIds.match();

    @Test
    void validTokenAuthorizes() {
        String name = UniqueIds.id("camera");
        Response response = post(Tokens.of(name, TokenRoles.PRODUCER).bearer(), goal());
        assertEquals(202, response.statusCode(), response::asString);
    }

    @Test
    void clocksMayDifferByHalfAMinute() {
        Tokens early = producer().with("iat", Instant.now().plusSeconds(20).getEpochSecond());
        assertEquals(202, post(early.bearer(), goal()).statusCode());
        Tokens late = producer().from(HOUR.negated(), Duration.ofSeconds(-20));
        assertEquals(202, post(late.bearer(), goal()).statusCode());
        Tokens tooLate = producer().from(HOUR.negated(), Duration.ofSeconds(-45));
        assertEquals(401, post(tooLate.bearer(), goal()).statusCode());
    }

    @Test
    void tokenIsRevokedByAddingItsIdToTheFile() throws IOException {
        String id = UniqueIds.id("token");
        String token = producer().with("jti", id).bearer();
        assertEquals(202, post(token, goal()).statusCode());
        Files.writeString(SecuredProfile.REVOKED_TOKENS, "# leaked\n " + id + " \n", StandardOpenOption.APPEND);
        Api.eventually().until(() -> post(token, goal()).statusCode() == 401);
        assertEquals(
                202, post(producer().with("jti", id + "-2").bearer(), goal()).statusCode());
    }

    @Test
    void authorizationSchemeIsCaseInsensitive() {
        String token = Tokens.of(UniqueIds.id("camera"), TokenRoles.PRODUCER).text();
        assertEquals(202, post("bearer " + token, goal()).statusCode());
    }

    static Stream<Arguments> invalidTokens() {
        return Stream.of(
                Arguments.of("expired", producer().from(HOUR.negated().multipliedBy(2), HOUR.negated())),
                Arguments.of("not yet valid", producer().from(HOUR, HOUR.multipliedBy(2))),
                Arguments.of("without expiry", producer().with("exp", null)),
                Arguments.of(
                        "signed by another key",
                        producer().signedWith(KeyFiles.newPair().getPrivate())),
                Arguments.of("not signed", producer().unsigned()),
                Arguments.of("signed by HMAC with the public key", producer().signedByHmacWithPublicKey()),
                Arguments.of("of another issuer", producer().with("iss", "elsewhere")),
                Arguments.of("without an issuer", producer().with("iss", null)),
                Arguments.of("for another audience", producer().with("aud", "elsewhere")),
                Arguments.of("for other audiences", producer().with("aud", List.of("elsewhere", "touchlin"))),
                Arguments.of("without an audience", producer().with("aud", null)),
                Arguments.of("without a subject", producer().with("sub", null)),
                Arguments.of("of a life without end", producer().with("exp", 1_000_000_000_000_000_000L)),
                Arguments.of(
                        "of a life without end since the beginning of time",
                        producer().with("iat", Long.MIN_VALUE).with("exp", Long.MAX_VALUE)),
                Arguments.of(
                        "of a longer life than allowed", producer().from(Duration.ZERO, HOUR.multipliedBy(24 * 32))),
                Arguments.of(
                        "of a longer life than allowed, without the time of issue",
                        producer()
                                .from(Duration.ZERO, HOUR.multipliedBy(24 * 32))
                                .with("iat", null)),
                Arguments.of(
                        "issued in the future",
                        producer().with("iat", Instant.now().plusSeconds(120).getEpochSecond())),
                Arguments.of("revoked", producer().with("jti", SecuredProfile.REVOKED)),
                Arguments.of("with a line break in its name", producer().with("sub", "camera\n7")),
                Arguments.of("with a name that cannot be stored", producer().with("sub", "camera\0")),
                Arguments.of("with a long name", producer().with("sub", "c".repeat(201))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalidTokens")
    void invalidTokenIsRejectedWithoutDetails(String description, Tokens token) {
        Response response = post(token.bearer(), goal());
        assertProblem(response, 401, "unauthorized");
        assertEquals(NOT_GOOD, response.header("WWW-Authenticate"));
        assertEquals(
                "The token is not valid.", Api.json(response).path("detail").textValue());
        assertTrue(Api.json(response).path("errors").isMissingNode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer x",
                "Bearer a.b.c",
                "Bearer ..",
                "Bearer eyJhbGciOiJSUzI1NiJ9.e30.",
                "Bearer eyJhbGciOiJSUzI1NiJ9..eA",
                "Bearer Bearer x",
                "Bearer \"'<>&%00"
            })
    void malformedTokenIsRejectedLikeAnInvalidOne(String header) {
        Response response = post(header, goal());
        assertProblem(response, 401, "unauthorized");
        assertEquals(NOT_GOOD, response.header("WWW-Authenticate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Digest x", "Bearer", "Bearer ", "x"})
    void onlyBearerTokensAreRead(String header) {
        Response response = post(header, goal());
        assertProblem(response, 401, "unauthorized");
        assertTrue(response.header("WWW-Authenticate").startsWith(CHALLENGE));
    }

    @Test
    void challengeWithoutATokenHasNoError() {
        Response response = post(null, goal());
        assertProblem(response, 401, "unauthorized");
        assertEquals(CHALLENGE, response.header("WWW-Authenticate"));
        assertEquals("no-store", response.header("Cache-Control"));
    }

    @Test
    void tokenInACookieIsIgnored() {
        String token = Tokens.of(UniqueIds.id("camera"), TokenRoles.PRODUCER).text();
        Response response = Api.request()
                .header("Content-Type", Api.PLAIN)
                .header("Cookie", "Bearer=" + token + "; Authorization=" + token)
                .body(goal())
                .post("/events");
        assertProblem(response, 401, "unauthorized");
    }

    @Test
    void tokenInAQueryIsRefusedAndNotRepeated() {
        String token = Tokens.of(UniqueIds.id("camera"), TokenRoles.PRODUCER).text();
        Response response =
                Api.request().header("Content-Type", Api.PLAIN).body(goal()).post("/events?access_token=" + token);
        assertProblem(response, 400, "bad-parameter");
        assertFalse(response.asString().contains(token));
    }

    @ParameterizedTest
    @ValueSource(strings = {TokenRoles.SUBSCRIBER, TokenRoles.ADMIN, "Producer", "producer,admin", "*", "**", ""})
    void tokenWithoutTheRoleIsForbidden(String role) {
        Response response = post(Tokens.of(UniqueIds.id("someone"), role).bearer(), goal());
        assertProblem(response, 403, "forbidden");
        assertEquals(CHALLENGE + ", error=\"insufficient_scope\"", response.header("WWW-Authenticate"));
    }

    @Test
    void tokenWithMalformedClaimsHasNoRights() {
        for (Object groups : List.of(Map.of("producer", true), 1, true, List.of(List.of("producer")))) {
            int status =
                    post(producer().with("groups", groups).bearer(), goal()).statusCode();
            assertTrue(status == 401 || status == 403, groups + ": " + status);
        }
        for (Object sources : List.of(Map.of("x", "*"), 1, true, List.of(List.of("*")), List.of(Map.of("x", "*")))) {
            EventBody foreign = EventBody.goal(match, "home", 1).with("source", "elsewhere");
            int status = post(producer().with("sources", sources).bearer(), foreign.toString())
                    .statusCode();
            assertTrue(status == 401 || status == 403, sources + ": " + status);
        }
    }

    @Test
    void largeTokenIsAcceptedUpToTheHeaderLimit() throws IOException {
        String large = producer().ofLength(6_000).bearer();
        assertEquals(202, post(large, goal()).statusCode());
        for (String header :
                List.of("Authorization: " + producer().ofLength(40_000).bearer(), "X: " + "x".repeat(40_000))) {
            try (RawRequest request = RawRequest.post("/events", header)) {
                assertEquals(431, request.answer().status());
                assertTrue(request.closedByServer());
            }
        }
    }

    @Test
    void bodyIsNotReadBeforeAuthentication() {
        String large = "[" + "1,".repeat(1_000_000) + "1]";
        assertProblem(post(null, large), 401, "unauthorized");
    }

    @Test
    void readsNeedNoTokenAndIgnoreAnInvalidOne() {
        assertEquals(200, Api.request().get("/matches").statusCode());
        assertEquals(
                200,
                Api.request()
                        .header("Authorization", "Bearer x")
                        .get("/matches")
                        .statusCode());
    }

    @Test
    void everyAnswerHasSecurityHeaders() {
        for (String path : List.of("/matches", "/nothing", "/subscriptions", "/q/openapi", "/q/health/live")) {
            Response response = Api.request().get(path);
            assertEquals("nosniff", response.header("X-Content-Type-Options"), path);
            assertEquals("no-referrer", response.header("Referrer-Policy"), path);
            assertEquals("DENY", response.header("X-Frame-Options"), path);
            assertEquals("frame-ancestors 'none'", response.header("Content-Security-Policy"), path);
            assertNull(response.header("Strict-Transport-Security"), "HSTS is sent over TLS only");
        }
        Response page = Api.request().get("/");
        assertEquals(1, page.headers().getList("Content-Security-Policy").size());
        assertTrue(page.header("Content-Security-Policy").startsWith("default-src 'none'"));
        assertEquals(1, page.headers().getList("X-Content-Type-Options").size());
    }

    private static Tokens producer() {
        return Tokens.of(UniqueIds.id("camera"), TokenRoles.PRODUCER);
    }

    private String goal() {
        return Api.text(Map.of(
                "id", UniqueIds.id("goal"), "type", "football.goal", "match", match, "minute", 1, "team", "home"));
    }

    private static Response post(String authorization, String body) {
        RequestSpecification request = Api.request().header("Content-Type", Api.PLAIN);
        if (authorization != null) {
            request = request.header("Authorization", authorization);
        }
        return request.body(body).post("/events");
    }
}
