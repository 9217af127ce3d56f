package dev.touchline.json;

import java.util.List;

/** What was sent can be read but is not acceptable; every reason is listed. */
public final class InvalidException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /** What is wrong, at least one thing. */
    public InvalidException(List<Violation> violations) {
        super(violations.size() + " violations");
        this.violations = List.copyOf(violations);
    }

    /** Every reason, in the order of the items. */
    public List<Violation> violations() {
        return violations;
    }
}
