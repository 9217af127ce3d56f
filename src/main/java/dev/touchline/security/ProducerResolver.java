package dev.touchline.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.touchline.event.Reporter;
import dev.touchline.network.ClientAddresses;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.annotations.RegisterForReflection;
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
@Startup
// Caffeine looks up generated classes by name. NativeCachesTest finds missing ones.
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMW")
public class ProducerResolver {

    /** The claim with the allowed sources besides the subject. */
    static final String SOURCES = "sources";
    /** The claim with the matches that may be reported on; without it, all. */
    static final String MATCHES = "matches";
    /** The claim with the competitions that may be defined, and whose matches may be announced; without it, all. */
    static final String COMPETITIONS = "competitions";

    /** Maximum characters of the tokens whose claims are remembered. */
    private static final int MAX_REMEMBERED = 1024 * 1024;

    private final CurrentIdentityAssociation identities;
    private final ConfiguredSubjects subjects;
    private final ClientAddresses addresses;
    private final boolean enabled;
    // By token, which is verified again for each request.
    private final Cache<String, Producer> producers = Caffeine.newBuilder()
            .maximumWeight(MAX_REMEMBERED)
            .weigher((String token, Producer producer) -> token.length())
            .build();

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
        return identity.getPrincipal() instanceof JsonWebToken token
                ? producers.get(token.getRawToken(), raw -> producer(identity, token))
                : producer(identity, null);
    }

    private Producer producer(SecurityIdentity identity, JsonWebToken token) {
        String name = identity.getPrincipal().getName();
        Set<String> sources = new HashSet<>(subjects.sourcesOf(name));
        sources.add(name);
        sources.add(name + "/*");
        if (token != null) {
            add(token.getClaim(SOURCES), sources);
        }
        return new Producer(
                name,
                name,
                new Reporter(name, identity.hasRole(TokenRoles.ADMIN) || identity.hasRole(TokenRoles.OPERATOR)),
                new NamePatterns(sources),
                restricted(token, MATCHES, subjects.matchesOf(name)),
                restricted(token, COMPETITIONS, subjects.competitionsOf(name)));
    }

    // Without a claim and a setting, all are allowed; a claim of another form allows none.
    private static NamePatterns restricted(JsonWebToken token, String claim, Set<String> configured) {
        Object value = token == null ? null : token.getClaim(claim);
        if (value == null && configured == null) {
            return NamePatterns.ANY;
        }
        Set<String> patterns = new HashSet<>(configured == null ? Set.of() : configured);
        add(value, patterns);
        return new NamePatterns(patterns);
    }

    // A string or an array of strings; anything else is ignored.
    private static void add(Object claim, Set<String> patterns) {
        if (claim instanceof String pattern) {
            patterns.add(pattern);
        } else if (claim instanceof JsonString pattern) {
            patterns.add(pattern.getString());
        } else if (claim instanceof Collection<?> values) {
            values.stream().filter(value -> !(value instanceof Collection)).forEach(value -> add(value, patterns));
        }
    }
}
