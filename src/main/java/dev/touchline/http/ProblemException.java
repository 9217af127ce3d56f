package dev.touchline.http;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    ProblemException(Problem problem) {
        // Without a stack trace: an expected outcome.
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** The problem for the client. */
    public Problem problem() {
        return problem;
    }
}
