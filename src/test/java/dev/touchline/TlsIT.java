package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.touchline.testing.AppCommand;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.Certificates;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with TLS on each of its connections, configured as docs/tls.md says. */
class TlsIT {

    private static final Duration START = Duration.ofSeconds(90);

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @TempDir
    Path folder;

    @Test
    void everyConnectionIsSecuredAndRenewedCertificatesAreServed() throws Exception {
        Certificates.Pem server = Certificates.localhost(folder, "server");
        Certificates.Pem first = Certificates.localhost(folder, "http");
        Certificates.Pem renewed = Certificates.localhost(folder, "renewed");
        Certificates.Pem client = Certificates.localhost(folder, "client");
        Path keys = folder.resolve("keys");
        assertEquals(
                0,
                AppCommand.run(Map.of(), "keys", "--directory", keys.toString()).code());
        RealBroker broker = resources.closeAfter(RealBroker.secured(server, client));
        RealDatabase database = resources.closeAfter(RealDatabase.secured(server));
        HttpsServer provider = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.setHttpsConfigurator(new HttpsConfigurator(server.serverContext()));
        byte[] set = SecurityIT.keySet(keys).getBytes(StandardCharsets.US_ASCII);
        provider.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
            exchange.close();
        });
        provider.start();
        try {
            int port = freePort();
            Map<String, String> settings = new HashMap<>(broker.secureSettings());
            settings.put(
                    "QUARKUS_TLS__RABBITMQ__TRUST_STORE_PEM_CERTS",
                    server.authority().toString());
            settings.put(
                    "QUARKUS_TLS__RABBITMQ__KEY_STORE_PEM__0__CERT",
                    client.certificate().toString());
            settings.put(
                    "QUARKUS_TLS__RABBITMQ__KEY_STORE_PEM__0__KEY", client.key().toString());
            settings.put(
                    "QUARKUS_TLS__SERVER__KEY_STORE_PEM__0__CERT",
                    first.certificate().toString());
            settings.put(
                    "QUARKUS_TLS__SERVER__KEY_STORE_PEM__0__KEY", first.key().toString());
            settings.put("QUARKUS_TLS__SERVER__RELOAD_PERIOD", "1S");
            settings.put("QUARKUS_HTTP_TLS_CONFIGURATION_NAME", "server");
            settings.put("QUARKUS_HTTP_SSL_PORT", String.valueOf(port));
            settings.put("QUARKUS_HTTP_INSECURE_REQUESTS", "disabled");
            settings.put("QUARKUS_MANAGEMENT_TLS_CONFIGURATION_NAME", "server");
            settings.put(
                    "QUARKUS_DATASOURCE_JDBC_URL",
                    database.settings().get("QUARKUS_DATASOURCE_JDBC_URL") + "?sslmode=verify-full&sslrootcert="
                            + server.authority());
            settings.put("TOUCHLINE_SECURITY_ENABLED", "true");
            settings.put(
                    "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                    "https://localhost:" + provider.getAddress().getPort() + "/keys");
            settings.put(
                    "SMALLRYE_JWT_CLIENT_TLS_CERTIFICATE_PATH",
                    server.authority().toString());
            settings.put("TOUCHLINE_SIMULATION_ENABLED", "true");
            settings.put("TOUCHLINE_SIMULATION_TARGET", "https://localhost:" + port);
            settings.put(
                    "QUARKUS_TLS__SIMULATION__TRUST_STORE_PEM_CERTS",
                    first.authority().toString());
            AppProcess app = resources.closeAfter(
                    AppProcess.launch("tls", "ingest,statistics,live", broker, database, settings));
            await().atMost(START).until(() -> app.health().code() == 0);

            String token = token(keys);
            HttpClient trusting = first.client();
            URI base = URI.create("https://localhost:" + port);
            HttpResponse<String> accepted = send(
                    trusting,
                    base.resolve("/events"),
                    token,
                    RetryingAgent.event("secured", "1", "goal", "home", 1).toString());
            assertEquals(202, accepted.statusCode(), accepted::body);
            assertEquals(
                    "max-age=31536000",
                    accepted.headers().firstValue("Strict-Transport-Security").orElse(null));
            HttpResponse<String> played = send(trusting, base.resolve("/simulations/replay?speed=max"), token, """
                    {"name": "Cup", "matches": [{"date": "2022-12-18", "team1": "Elm", "team2": "Fir", "score": {"ft": [1, 0]}}]}
                    """);
            assertEquals(200, played.statusCode(), played::body);
            assertTrue(AppProcess.json(played).path("accepted").asInt() > 0, played::body);
            assertAll(
                    () -> assertThrows(
                            SSLHandshakeException.class,
                            () -> send(renewed.client(), base.resolve("/sports"), token, null)),
                    () -> assertThrows(
                            IOException.class,
                            () -> send(trusting, URI.create("https://127.0.0.1:" + port + "/sports"), token, null)));

            first.replaceWith(renewed);
            await().atMost(START)
                    .ignoreException(SSLHandshakeException.class)
                    .until(() -> send(renewed.client(), base.resolve("/sports"), token, null)
                                    .statusCode()
                            == 200);
            assertEquals(0, app.health("live").code());
        } finally {
            provider.stop(0);
        }
    }

    @Test
    void databaseIsRejectedWithAnotherAuthorityOrName() {
        Certificates.Pem server = Certificates.localhost(folder, "server");
        Certificates.Pem stranger = Certificates.localhost(folder, "stranger");
        RealDatabase database = resources.closeAfter(RealDatabase.secured(server));
        String url = database.settings().get("QUARKUS_DATASOURCE_JDBC_URL");
        String verified = "?user=postgres&password=postgres&sslmode=verify-full&sslrootcert=";
        assertAll(
                () -> DriverManager.getConnection(url + verified + server.authority())
                        .close(),
                () -> assertThrows(
                        SQLException.class, () -> DriverManager.getConnection(url + verified + stranger.authority())),
                () -> assertThrows(
                        SQLException.class,
                        () -> DriverManager.getConnection(
                                url.replace("localhost", "127.0.0.1") + verified + server.authority())));
    }

    private static String token(Path keys) {
        AppCommand minted = AppCommand.run(
                Map.of(),
                "token",
                "--key",
                keys.resolve("private.pem").toString(),
                "--name",
                "operator",
                "--role",
                "admin,producer",
                "--sources=*");
        assertEquals(0, minted.code(), minted::toString);
        return minted.out().get(0);
    }

    private static HttpResponse<String> send(HttpClient http, URI uri, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        return http.send(
                (body == null ? request.GET() : request.POST(HttpRequest.BodyPublishers.ofString(body))).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
