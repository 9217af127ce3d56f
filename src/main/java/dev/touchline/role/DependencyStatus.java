package dev.touchline.role;

import java.util.Optional;

/** Whether the roles of this process can use a dependency. One bean for each dependency. */
public interface DependencyStatus {

    /** The dependency. */
    Dependency dependency();

    /**
     * Why the role cannot use the dependency at the moment, for people; empty if it can. Never blocks.
     *
     * @param role a role of this process that uses the dependency
     */
    Optional<String> unavailability(Role role);
}
