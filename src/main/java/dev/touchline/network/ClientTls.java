package dev.touchline.network;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * TLS of outgoing connections, configured by {@code quarkus.tls.<name>}. Without a configuration of that name, the
 * certificate authorities of the JDK are trusted. Calls after {@code reload-period} use the current files.
 */
@ApplicationScoped
public class ClientTls {

    /** Name of the configuration for connections to the broker. */
    public static final String RABBITMQ = "rabbitmq";
    /** Name of the configuration for webhooks. */
    public static final String WEBHOOKS = "webhooks";
    /** Name of the configuration for simulated agents. */
    public static final String SIMULATION = "simulation";

    private static final String NO_VERIFICATION = "NONE";

    private final TlsConfigurationRegistry registry;

    /** Uses the configurations of the registry. */
    public ClientTls(TlsConfigurationRegistry registry) {
        this.registry = registry;
    }

    /** The configuration of that name, if there is one. */
    public Optional<TlsConfiguration> named(String name) {
        return registry.get(name);
    }

    /**
     * A context with the current trust and certificates of a configuration.
     *
     * @throws IllegalStateException if the certificates or keys have become unusable; at start, Quarkus checks them
     */
    public SSLContext context(String name) {
        Optional<TlsConfiguration> configuration = registry.get(name);
        try {
            return configuration.isPresent() ? configuration.get().createSSLContext() : SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("quarkus.tls." + name + " is unusable", e);
        }
    }

    /** Whether the host name must match the certificate of the peer: yes, unless configured NONE. */
    public boolean verifiesHost(String name) {
        return registry.get(name)
                .flatMap(TlsConfiguration::getHostnameVerificationAlgorithm)
                .map(algorithm -> !algorithm.equalsIgnoreCase(NO_VERIFICATION))
                .orElse(true);
    }
}
