package dev.touchline.testing;

import dev.touchline.network.ClientTls;
import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for tests and clients that trust their authorities. */
public final class Certificates {

    private Certificates() {}

    /**
     * A certificate with its private key and its issuer, as PEM files.
     *
     * @param host name or address of the host that the certificate is for
     * @param certificate in PEM
     * @param key in PKCS #8
     * @param authority the certificate of the issuer
     */
    public record Pem(String host, Path certificate, Path key, Path authority) {

        /** A client that trusts only this authority. */
        public HttpClient client() {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context())
                    .build();
        }

        private SSLContext context() {
            try (InputStream file = Files.newInputStream(authority)) {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                store.setCertificateEntry(
                        "trusted", CertificateFactory.getInstance("X.509").generateCertificate(file));
                TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** A context for a server with this certificate. */
        public SSLContext serverContext() {
            Vertx vertx = Vertx.vertx();
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(options().getKeyManagerFactory(vertx).getKeyManagers(), null, null);
                return context;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                vertx.close();
            }
        }

        private PemKeyCertOptions options() {
            return new PemKeyCertOptions().addCertPath(certificate.toString()).addKeyPath(key.toString());
        }

        /** Overwrites the files with those of another certificate, as a renewal does. */
        public void replaceWith(Pem other) {
            try {
                Files.write(key, Files.readAllBytes(other.key));
                Files.write(certificate, Files.readAllBytes(other.certificate));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Issues a certificate for {@code localhost} from a new authority, in files with this prefix. */
    public static Pem localhost(Path folder, String name) {
        return ofHosts(folder, name, "localhost").get(0);
    }

    /**
     * Issues certificates for host names or IPv4 addresses from one new authority, in files with this prefix.
     *
     * @return a certificate for each of the hosts, in their order
     */
    public static List<Pem> ofHosts(Path folder, String name, String... hosts) {
        try {
            X500Name authorityName = new X500Name("CN=" + name + " authority");
            KeyPair authorityPair = pair();
            X509Certificate authority = signed(
                    authorityPair,
                    certificate(authorityName, authorityName, authorityPair)
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)));
            Path authorityFile = write(folder, name + "-ca.crt", "CERTIFICATE", authority.getEncoded());
            List<Pem> issued = new ArrayList<>();
            for (String host : hosts) {
                String prefix = hosts.length == 1 ? name : name + "-" + host;
                issued.add(issue(folder, prefix, host, authorityName, authorityPair, authorityFile));
            }
            return issued;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Pem issue(
            Path folder, String prefix, String host, X500Name authorityName, KeyPair authorityPair, Path authority)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = pair();
        int kind = host.matches("[\\d.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
        X509Certificate certificate = signed(
                authorityPair,
                certificate(authorityName, new X500Name("CN=" + host), pair)
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                        .addExtension(
                                Extension.subjectAlternativeName,
                                false,
                                new GeneralNames(new GeneralName(kind, host))));
        Path key =
                write(folder, prefix + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded());
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            // PostgreSQL refuses keys that others can read.
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
        return new Pem(host, write(folder, prefix + ".crt", "CERTIFICATE", certificate.getEncoded()), key, authority);
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder certificate(X500Name issuer, X500Name subject, KeyPair pair) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                subject,
                pair.getPublic());
    }

    private static X509Certificate signed(KeyPair authority, X509v3CertificateBuilder certificate)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        certificate.build(new JcaContentSignerBuilder("SHA256withRSA").build(authority.getPrivate())));
    }

    private static Path write(Path folder, String file, String label, byte[] encoded) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return Files.writeString(
                folder.resolve(file).toAbsolutePath(),
                "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    }

    /** A registry without configurations, which is the default. */
    public static ClientTls noClients() {
        return new ClientTls(new Registry(Map.of()));
    }

    /**
     * A registry with one configuration.
     *
     * @param name the name of the configuration
     * @param trusted the certificate whose authority is trusted
     * @param own the client certificate, or null for none
     */
    public static ClientTls clients(String name, Pem trusted, Pem own) {
        return new ClientTls(new Registry(new HashMap<>(Map.of(name, configuration(trusted, own)))));
    }

    /** A configuration that trusts one authority; the client certificate may be null. */
    public static TlsConfiguration configuration(Pem trusted, Pem own) {
        return new Configuration(trusted, own);
    }

    private record Registry(Map<String, TlsConfiguration> configurations) implements TlsConfigurationRegistry {

        @Override
        public Optional<TlsConfiguration> get(String name) {
            return Optional.ofNullable(configurations.get(name));
        }

        @Override
        public Optional<TlsConfiguration> getDefault() {
            return Optional.empty();
        }

        @Override
        public void register(String name, TlsConfiguration configuration) {
            configurations.put(name, configuration);
        }
    }

    private static final class Configuration extends BaseTlsConfiguration {

        private final TrustOptions trust;
        private final KeyCertOptions own;

        Configuration(Pem trusted, Pem own) {
            this.trust = new PemTrustOptions().addCertPath(trusted.authority().toString());
            this.own = own == null ? null : own.options();
        }

        @Override
        public KeyCertOptions getKeyStoreOptions() {
            return own;
        }

        @Override
        public TrustOptions getTrustStoreOptions() {
            return trust;
        }

        @Override
        public SSLOptions getSSLOptions() {
            return new SSLOptions().setTrustOptions(trust).setKeyCertOptions(own);
        }

        @Override
        public SSLContext createSSLContext() throws Exception {
            Vertx vertx = Vertx.vertx();
            try {
                KeyManagerFactory keys = own == null ? null : own.getKeyManagerFactory(vertx);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(
                        keys == null ? null : keys.getKeyManagers(),
                        trust.getTrustManagerFactory(vertx).getTrustManagers(),
                        null);
                return context;
            } finally {
                vertx.close();
            }
        }
    }
}
