package dev.touchline.messaging.topology;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Connection;
import dev.touchline.network.ClientTls;
import dev.touchline.testing.Certificates;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.RealBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a RabbitMQ that requires TLS with a client certificate. */
class BrokerTlsIT {

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @TempDir
    Path folder;

    @Test
    void onlyTheConfiguredAuthorityAndHostNameAreTrusted() throws Exception {
        Certificates.Pem server = Certificates.localhost(folder, "server");
        Certificates.Pem client = Certificates.localhost(folder, "client");
        Certificates.Pem stranger = Certificates.localhost(folder, "stranger");
        RealBroker broker = resources.closeAfter(RealBroker.secured(server, client));
        int port = Integer.parseInt(broker.secureSettings().get("RABBITMQ_PORT"));

        try (Connection connection =
                connection("localhost", port, rabbitmq(server, client)).open("test")) {
            assertTrue(connection.isOpen());
        }
        assertAll(
                () -> assertRefused("localhost", port, rabbitmq(stranger, client)),
                () -> assertRefused("localhost", port, Certificates.noClients()),
                () -> assertRefused("127.0.0.1", port, rabbitmq(server, client)),
                // With TLS 1.3, the broker's rejection may arrive as the end of the connection.
                () -> assertThrows(IOException.class, () -> connection("localhost", port, rabbitmq(server, null))
                        .open("test")));
    }

    @Test
    void eachOfSeveralAddressesIsVerifiedByItsOwnName() throws Exception {
        Certificates.Pem server = Certificates.localhost(folder, "server");
        Certificates.Pem client = Certificates.localhost(folder, "client");
        RealBroker broker = resources.closeAfter(RealBroker.secured(server, client));
        String port = broker.secureSettings().get("RABBITMQ_PORT");
        BrokerConnections both = new BrokerConnections(
                Optional.of("127.0.0.1:" + port + ",localhost:" + port),
                "unused",
                1,
                Optional.of("guest"),
                Optional.of("guest"),
                "/",
                true,
                rabbitmq(server, client));
        // In a random order; the certificate is not for the first address.
        for (int i = 0; i < 10; i++) {
            try (Connection connection = both.open("test")) {
                assertEquals("localhost", connection.getAddress().getHostName());
            }
        }
    }

    private static void assertRefused(String host, int port, ClientTls tls) {
        Exception refusal =
                assertThrows(Exception.class, () -> connection(host, port, tls).open("test"));
        assertInstanceOf(SSLException.class, refusal, refusal::toString);
    }

    private static ClientTls rabbitmq(Certificates.Pem trusted, Certificates.Pem own) {
        return Certificates.clients(ClientTls.RABBITMQ, trusted, own);
    }

    private static BrokerConnections connection(String host, int port, ClientTls tls) {
        return new BrokerConnections(
                Optional.empty(), host, port, Optional.of("guest"), Optional.of("guest"), "/", true, tls);
    }
}
