package dev.touchline.role;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotFoundException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** The roles of this process. */
@ApplicationScoped
public class Roles {

    private final Set<Role> roles;

    // A process that runs a command has no role and must not do the work of one.
    Roles(
            @ConfigProperty(name = Role.KEY) String roles,
            @ConfigProperty(name = RoleConfigSource.COMMAND) Optional<String> command) {
        this.roles = command.isPresent() ? Set.of() : Role.parse(roles);
    }

    /** Whether this process has the role. */
    public boolean has(Role role) {
        return roles.contains(role);
    }

    @ServerRequestFilter
    void refuseOtherRoles(SimpleResourceInfo resource) {
        ServedBy servedBy = resource.getResourceClass().getAnnotation(ServedBy.class);
        if (servedBy != null && !has(servedBy.value())) {
            throw new NotFoundException();
        }
    }
}
