package dev.touchline.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.EagerClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An early answer reaches a client that is still sending, also over TLS. */
class EarlyAnswersOverTlsTest {

    private static final String PASSWORD = "changeit";
    private static final int BODY = 96 * 1024;
    private static final int PIECES = 12;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private SSLContext trusting;

    @BeforeEach
    void start() throws IOException, InterruptedException, GeneralSecurityException {
        Path keys = directory.resolve("keys.p12");
        Process made = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-keystore",
                        keys.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertEquals(0, made.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("mykey"));
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);

        HttpConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(HttpConfig.class)
                .withSources(new PropertiesConfigSource(Map.of(), "test", 100))
                .build()
                .getConfigMapping(HttpConfig.class);
        Router router = Router.router(vertx);
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        ConnectionLimits limits = new ConnectionLimits(config, (InetAddress address) -> false, metrics);
        new EarlyAnswers(new Discards(config, metrics, vertx), limits).register(router);
        router.post("/refused").handler(context -> context.response()
                .setStatusCode(413)
                .putHeader("Connection", "close")
                .end("too large")
                .onComplete(sent -> context.request().connection().close()));
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("localhost")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD)))
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void answerBeforeTheCloseReachesTheClient(String protocol) {
        EagerClients.assertAllAnswered(
                () -> {
                    SSLSocket socket =
                            (SSLSocket) trusting.getSocketFactory().createSocket("localhost", server.actualPort());
                    socket.setEnabledProtocols(new String[] {protocol});
                    return socket;
                },
                413,
                EagerClients.request("POST /refused HTTP/1.1", BODY, PIECES));
    }
}
