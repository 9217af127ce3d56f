package dev.touchline.security;

import dev.touchline.network.ClientAddresses;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Resolves the producer of a request. */
@ApplicationScoped
public class ProducerResolver {

    /** The claim with the allowed sources besides the subject. */
    static final String SOURCES = "sources";

    private final CurrentIdentityAssociation identities;
    private final ConfiguredSubjects subjects;
    private final ClientAddresses addresses;
    private final boolean enabled;

    ProducerResolver(
            CurrentIdentityAssociation identities,
            ConfiguredSubjects subjects,
            ClientAddresses addresses,
            SecurityConfig config) {
        this.identities = identities;
        this.subjects = subjects;
        this.addresses = addresses;
        this.enabled = config.enabled();
    }

    /** The producer of the current request, which the resource has authorized. */
    public CompletionStage<Producer> current(HttpServerRequest request) {
        if (!enabled) {
            return CompletableFuture.completedFuture(Producer.anonymous(addresses.of(request)));
        }
        return identities.getDeferredIdentity().map(this::producer).subscribeAsCompletionStage();
    }

    private Producer producer(SecurityIdentity identity) {
        String name = identity.getPrincipal().getName();
        Set<String> sources = new HashSet<>(subjects.sourcesOf(name));
        if (identity.getPrincipal() instanceof JsonWebToken token) {
            add(token.getClaim(SOURCES), sources);
        }
        return new Producer(name, name, sources);
    }

    // A string or an array of strings; anything else is ignored.
    private static void add(Object claim, Set<String> sources) {
        if (claim instanceof String source) {
            sources.add(source);
        } else if (claim instanceof JsonString source) {
            sources.add(source.getString());
        } else if (claim instanceof Collection<?> values) {
            values.stream().filter(value -> !(value instanceof Collection)).forEach(value -> add(value, sources));
        }
    }
}
