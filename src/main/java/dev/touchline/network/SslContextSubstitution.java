package dev.touchline.network;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextOption;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keeps OpenSSL, which is not on the class path, out of a native executable. Quarkus' substitutions are those of Netty
 * 4.1.130; newer versions of Netty create contexts of clients by an overload of their own. Not used on the JVM.
 */
@TargetClass(SslContext.class)
final class SslContextSubstitution {

    private SslContextSubstitution() {}

    /** The overload that Quarkus substitutes. */
    @Alias
    static native SslContext newClientContextInternal(
            SslProvider provider,
            Provider securityProvider,
            X509Certificate[] trustedCertificates,
            TrustManagerFactory trustManagers,
            X509Certificate[] certificates,
            PrivateKey key,
            String password,
            KeyManagerFactory keyManagers,
            Iterable<String> ciphers,
            CipherSuiteFilter cipherFilter,
            ApplicationProtocolConfig applicationProtocols,
            String[] protocols,
            long sessionCacheSize,
            long sessionTimeout,
            boolean ocsp,
            SecureRandom random,
            String keyStoreType,
            String endpointIdentification,
            Map.Entry<SslContextOption<?>, Object>[] options)
            throws SSLException;

    @Substitute
    static SslContext newClientContextInternal(
            SslProvider provider,
            Provider securityProvider,
            X509Certificate[] trustedCertificates,
            TrustManagerFactory trustManagers,
            X509Certificate[] certificates,
            PrivateKey key,
            String password,
            KeyManagerFactory keyManagers,
            Iterable<String> ciphers,
            CipherSuiteFilter cipherFilter,
            ApplicationProtocolConfig applicationProtocols,
            String[] protocols,
            long sessionCacheSize,
            long sessionTimeout,
            boolean ofOpenSslOnly,
            boolean ocsp,
            SecureRandom random,
            String keyStoreType,
            String endpointIdentification,
            Map.Entry<SslContextOption<?>, Object>[] options)
            throws SSLException {
        return newClientContextInternal(
                provider,
                securityProvider,
                trustedCertificates,
                trustManagers,
                certificates,
                key,
                password,
                keyManagers,
                ciphers,
                cipherFilter,
                applicationProtocols,
                protocols,
                sessionCacheSize,
                sessionTimeout,
                ocsp,
                random,
                keyStoreType,
                endpointIdentification,
                options);
    }
}
