package dev.touchline.json;

import java.util.List;

/** Input is well-formed but invalid; all violations are listed. */
public final class InvalidException extends RuntimeException {

    private final transient List<Violation> violations;

    /** Requires at least one violation. */
    public InvalidException(List<Violation> violations) {
        super(violations.size() + " violations");
        this.violations = List.copyOf(violations);
    }

    /** All violations, in the order of the items. */
    public List<Violation> violations() {
        return violations;
    }
}
