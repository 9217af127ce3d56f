package dev.touchline.role;

import java.util.Optional;

/** Whether the roles of this process can use a dependency; one bean per dependency. */
public interface DependencyStatus {

    Dependency dependency();

    /** The reason why the role cannot use the dependency, for people; empty if it can. Never blocks. */
    Optional<String> unavailability(Role role);
}
