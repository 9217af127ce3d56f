package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.touchline.testing.AppCommand;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.ProblemAssertions;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with security on, as in production. */
class SecurityIT {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @TempDir
    Path folder;

    @Test
    void startFailsWithoutAKeyAndNamesTheSetting() {
        AppCommand noKey = AppCommand.run(Map.of("TOUCHLINE_ROLES", "ingest"));
        AppCommand noFile = AppCommand.run(Map.of(
                "TOUCHLINE_ROLES", "ingest", "MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:" + folder.resolve("none.pem")));
        AppCommand noRole = AppCommand.run(Map.of(
                "TOUCHLINE_ROLES", "ingest",
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:" + newKeys().resolve("public.pem"),
                "TOUCHLINE_SECURITY_SUBJECTS_0__NAME", "someone",
                "TOUCHLINE_SECURITY_SUBJECTS_0__ROLES", "king"));
        AppCommand plainHttp = AppCommand.run(
                Map.of("TOUCHLINE_ROLES", "ingest", "MP_JWT_VERIFY_PUBLICKEY_LOCATION", "http://id.example.com/keys"));
        AppCommand noWebhookKey = AppCommand.run(Map.of(
                "TOUCHLINE_ROLES",
                "notification",
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                "file:" + newKeys().resolve("public.pem")));
        AppCommand noList = AppCommand.run(Map.of(
                "TOUCHLINE_ROLES",
                "ingest",
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                "file:" + newKeys().resolve("public.pem"),
                "TOUCHLINE_SECURITY_REVOKED_TOKENS",
                folder.resolve("none").toString()));
        assertAll(
                () -> assertRefused(plainHttp, "mp.jwt.verify.publickey.location", "https"),
                () -> assertRefused(noWebhookKey, "touchline.webhooks.secret-keys", "keys --webhooks"),
                () -> assertRefused(noList, "touchline.security.revoked-tokens"),
                () -> assertRefused(noKey, "mp.jwt.verify.publickey.location", "mp.jwt.verify.publickey "),
                () -> assertRefused(noFile, "mp.jwt.verify.publickey.location", "none.pem"),
                () -> assertRefused(noRole, "touchline.security.subjects", "king"));
    }

    private static void assertRefused(AppCommand command, String... named) {
        String said = String.join("\n", command.out()) + String.join("\n", command.err());
        assertEquals(1, command.code(), said);
        for (String name : named) {
            assertTrue(said.contains(name), () -> name + " in " + said);
        }
    }

    @Test
    void commandsCreateKeysAndTokensThatAuthorize() throws Exception {
        Path keys = newKeys();
        RealBroker broker = resources.closeAfter(RealBroker.running());
        RealDatabase database = resources.closeAfter(RealDatabase.running());
        AppProcess app = resources
                .closeAfter(AppProcess.launch(
                        "secured",
                        "ingest,statistics,live",
                        broker,
                        database,
                        Map.of(
                                "TOUCHLINE_SECURITY_ENABLED", "true",
                                "TOUCHLINE_SECURITY_READ_ACCESS", "authenticated",
                                "MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:" + keys.resolve("public.pem"),
                                "TOUCHLINE_SECURITY_SUBJECTS_0__NAME", "system:serviceaccount:feeds:camera",
                                "TOUCHLINE_SECURITY_SUBJECTS_0__ROLES", "producer",
                                "TOUCHLINE_SECURITY_SUBJECTS_0__SOURCES", "goal-line,scout-*",
                                "TOUCHLINE_SIMULATION_ENABLED", "true")))
                .awaitReady();
        String camera = token(keys, "--name", "camera-7", "--role", "producer", "--sources", "scout-*,goal-line");
        String account = token(keys, "--name", "system:serviceaccount:feeds:camera", "--role", "subscriber");
        String admin = token(keys, "--name", "operator", "--role", "admin,producer", "--sources", "*", "--days", "1");
        String elsewhere = token(keys, "--name", "camera-7", "--role", "producer", "--audience", "elsewhere");

        JsonNode event = RetryingAgent.event("secured", "1", "goal", "home", 1).without(List.of("source"));
        assertEquals(202, post(app, "/events", camera, event.toString()).statusCode());
        assertEquals(
                202, post(app, "/events", account, withSource(event, "scout-3")).statusCode());
        ProblemAssertions.assertProblem(post(app, "/events", account, withSource(event, "scout")), 403, "forbidden");
        ProblemAssertions.assertProblem(post(app, "/events", elsewhere, event.toString()), 401, "unauthorized");
        ProblemAssertions.assertProblem(post(app, "/rebuilds", camera, ""), 403, "forbidden");
        assertEquals(200, post(app, "/rebuilds", admin, "").statusCode());

        Awaitility.await().until(() -> get(app, "/matches/secured", camera).statusCode() == 200);
        HttpResponse<String> read = get(app, "/matches/secured", account);
        assertEquals(
                "private, max-age=1", read.headers().firstValue("Cache-Control").orElse(null));
        for (String path : List.of(
                "/matches",
                "/matches/secured",
                "/matches/secured/events",
                "/matches/secured/statistics",
                "/matches/secured/conflicts",
                "/matches/secured/stream",
                "/stream",
                "/competitions",
                "/competitions/cup",
                "/competitions/cup/standings",
                "/competitions/cup/scorers",
                "/competitions/cup/conflicts",
                "/sports",
                "/sports/football")) {
            ProblemAssertions.assertProblem(get(app, path, null), 401, "unauthorized");
            ProblemAssertions.assertProblem(get(app, path, elsewhere), 401, "unauthorized");
        }
        assertEquals(200, app.status("/q/health/ready"));
        for (String kind : List.of("ready", "live", "started")) {
            AppCommand up = app.health(kind);
            assertEquals(0, up.code(), up::toString);
            assertEquals(List.of("UP"), up.out());
        }

        HttpResponse<String> played = post(app, "/simulations/replay?speed=max", admin, """
                {"name": "Cup", "matches": [{"date": "2022-12-18", "team1": "Elm", "team2": "Fir", "score": {"ft": [1, 0]}}]}
                """);
        assertEquals(200, played.statusCode(), played::body);
        assertEquals(0, AppProcess.json(played).path("refused").asInt(), played::body);
        assertTrue(AppProcess.json(played).path("accepted").asInt() > 0, played::body);
    }

    @Test
    void unavailableKeySetIsAnsweredWithRetryAfter() throws Exception {
        Path keys = newKeys();
        String camera = token(keys, "--name", "camera-7", "--role", "producer");
        String stranger = token(keys, "--name", "camera-7", "--role", "producer", "--issuer", "elsewhere");
        RealBroker broker = resources.closeAfter(RealBroker.running());
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try {
            String address = "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys";
            AppProcess app = resources
                    .closeAfter(AppProcess.launch(
                            "fetching",
                            "ingest",
                            broker,
                            Map.of("TOUCHLINE_SECURITY_ENABLED", "true", "MP_JWT_VERIFY_PUBLICKEY_LOCATION", address)))
                    .awaitReady();
            String event = RetryingAgent.event("fetched", "1", "goal", "home", 1)
                    .without(List.of("source"))
                    .toString();
            provider.createContext("/keys", exchange -> {
                exchange.sendResponseHeaders(500, -1);
                exchange.close();
            });
            provider.start();
            HttpResponse<String> away = post(app, "/events", camera, event);
            ProblemAssertions.assertProblem(away, 503, "unavailable");
            assertTrue(away.headers().firstValue("Retry-After").isPresent());

            provider.removeContext("/keys");
            byte[] set = keySet(keys).getBytes(StandardCharsets.US_ASCII);
            provider.createContext("/keys", exchange -> {
                exchange.sendResponseHeaders(200, set.length);
                exchange.getResponseBody().write(set);
                exchange.close();
            });
            assertEquals(202, post(app, "/events", camera, event).statusCode());
            ProblemAssertions.assertProblem(post(app, "/events", stranger, event), 401, "unauthorized");
        } finally {
            provider.stop(0);
        }
    }

    /** The public key as a JWK Set (RFC 7517). */
    static String keySet(Path keys) throws Exception {
        String pem = Files.readString(keys.resolve("public.pem")).replaceAll("-----.*-----", "");
        PublicKey key = KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        return new JsonWebKeySet(new RsaJsonWebKey((RSAPublicKey) key)).toJson();
    }

    @Test
    void commandsReportUsageErrors() {
        Path keys = newKeys();
        String secret = keys.resolve("private.pem").toString();
        assertOutput(2, "--name is required. token --name ", AppCommand.run(Map.of(), "token", "--role", "admin"));
        assertOutput(
                2,
                "--role takes producer, subscriber, operator, admin. ",
                AppCommand.run(Map.of(), "token", "--name", "x", "--role", "king", "--key", secret));
        assertOutput(
                2,
                "--days takes a whole number from 1 to 3650. ",
                AppCommand.run(Map.of(), "token", "--name", "x", "--role", "admin", "--key", secret, "--days", "0"));
        String open = keys.resolve("public.pem").toString();
        assertOutput(
                2,
                open + " is not a private RSA key",
                AppCommand.run(Map.of(), "token", "--name", "x", "--role", "admin", "--key", open));
        assertOutput(
                3,
                "Failed: " + keys.resolve("none.pem") + " cannot be read: it does not exist",
                AppCommand.run(
                        Map.of(),
                        "token",
                        "--name",
                        "x",
                        "--role",
                        "admin",
                        "--key",
                        keys.resolve("none.pem").toString()));
        AppCommand help = AppCommand.run(Map.of(), "--help");
        assertEquals(0, help.code());
        assertTrue(
                help.out().stream().anyMatch(line -> line.startsWith("  health [ready|live|started]")), help::toString);
    }

    private static void assertOutput(int code, String start, AppCommand command) {
        assertAll(
                () -> assertEquals(code, command.code(), command::toString),
                () -> assertEquals(List.of(), command.out()),
                () -> assertEquals(1, command.err().size(), command::toString),
                () -> assertTrue(command.err().get(0).startsWith(start), command::toString));
    }

    private Path newKeys() {
        Path keys = folder.resolve("keys");
        if (!Files.exists(keys)) {
            AppCommand made = AppCommand.run(Map.of(), "keys", "--directory", keys.toString());
            assertEquals(0, made.code(), made::toString);
        }
        return keys;
    }

    private static String token(Path keys, String... options) {
        List<String> arguments = new ArrayList<>(List.of("token"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--key", keys.resolve("private.pem").toString()));
        AppCommand minted = AppCommand.run(Map.of(), arguments.toArray(String[]::new));
        assertEquals(0, minted.code(), minted::toString);
        assertEquals(1, minted.out().size());
        return minted.out().get(0);
    }

    private static String withSource(JsonNode event, String source) {
        return ((ObjectNode) event.deepCopy()).put("source", source).toString();
    }

    private static HttpResponse<String> get(AppProcess app, String path, String token) throws Exception {
        return send(app, path, token, HttpRequest.newBuilder().GET());
    }

    private static HttpResponse<String> post(AppProcess app, String path, String token, String body) throws Exception {
        return send(
                app,
                path,
                token,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(AppProcess app, String path, String token, HttpRequest.Builder request)
            throws Exception {
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.uri(app.at(path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
