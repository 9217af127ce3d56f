package dev.touchline.notification.webhook;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.network.ClientTls;
import dev.touchline.testing.Certificates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks to a receiver with a certificate of a private authority. */
class WebhookTlsTest {

    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");
    private static final WebhookConfig CONFIG = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(WebhookConfig.class)
            .withDefaultValue("touchline.webhooks.request-timeout", "10s")
            .build()
            .getConfigMapping(WebhookConfig.class);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final List<WebhookClient> clients = new ArrayList<>();
    private Certificates.Pem certificate;
    private HttpServer receiver;

    @BeforeEach
    void start() throws Exception {
        certificate = Certificates.localhost(folder, "receiver");
        receiver = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(certificate.certificate().toString())
                                .addKeyPath(certificate.key().toString())))
                .requestHandler(request -> request.response().setStatusCode(204).end())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        clients.forEach(client -> client.close(new ShutdownEvent()));
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void onlyAConfiguredAuthorityIsTrustedForItsHost() {
        Certificates.Pem stranger = Certificates.localhost(folder, "stranger");
        WebhookClient trusting = client(Certificates.clients(ClientTls.WEBHOOKS, certificate, null));
        DeliveryOutcome delivered = call(trusting, "localhost");
        DeliveryOutcome wrongName = call(trusting, "127.0.0.1");
        DeliveryOutcome unknown = call(client(Certificates.clients(ClientTls.WEBHOOKS, stranger, null)), "localhost");
        DeliveryOutcome withoutConfiguration = call(client(Certificates.noClients()), "localhost");
        assertAll(
                () -> assertTrue(delivered.delivered(), delivered::toString),
                () -> assertFalse(wrongName.delivered(), wrongName::toString),
                () -> assertFalse(unknown.delivered(), unknown::toString),
                () -> assertFalse(withoutConfiguration.delivered(), withoutConfiguration::toString));
    }

    @Test
    void renewedAuthorityIsTrustedWithoutARestart() throws Exception {
        Certificates.Pem earlier = Certificates.localhost(folder, "earlier");
        WebhookClient client = client(Certificates.clients(ClientTls.WEBHOOKS, earlier, null));
        assertFalse(call(client, "localhost").delivered());
        client.renew(new CertificateUpdatedEvent(ClientTls.WEBHOOKS, Certificates.configuration(certificate, null)));
        DeliveryOutcome renewed = call(client, "localhost");
        assertTrue(renewed.delivered(), renewed::toString);
    }

    private WebhookClient client(ClientTls tls) {
        WebhookClient client = new WebhookClient(
                vertx, new DestinationPolicy(LOOPBACK), CONFIG, new WebhookMeters(new SimpleMeterRegistry()), tls);
        clients.add(client);
        return client;
    }

    private DeliveryOutcome call(WebhookClient client, String host) {
        String url = "https://" + host + ":" + receiver.actualPort() + "/hooks";
        try {
            return client.send(url, "msg_1", "{}", List.of(Signature.newSecret()))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
