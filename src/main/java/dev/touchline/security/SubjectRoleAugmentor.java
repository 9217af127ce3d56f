package dev.touchline.security;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Adds the configured roles of callers. */
@ApplicationScoped
class SubjectRoleAugmentor implements SecurityIdentityAugmentor {

    private final ConfiguredSubjects subjects;

    SubjectRoleAugmentor(ConfiguredSubjects subjects) {
        this.subjects = subjects;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        Set<String> roles = identity.isAnonymous()
                ? Set.of()
                : subjects.rolesOf(identity.getPrincipal().getName());
        if (roles.isEmpty()) {
            return Uni.createFrom().item(identity);
        }
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder(identity).addRoles(roles).build());
    }
}
