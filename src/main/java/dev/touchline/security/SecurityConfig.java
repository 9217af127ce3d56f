package dev.touchline.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Authorization. MicroProfile JWT configures the verification of tokens: {@code mp.jwt.verify.*}. */
@ConfigMapping(prefix = "touchline.security")
public interface SecurityConfig {

    /** Whether authorization is enabled. Disable it only where no other party can reach the process. */
    @WithDefault("true")
    boolean enabled();

    /** Access of reads. Set {@code authenticated} if matches are not public. */
    @WithDefault("public")
    ReadAccess readAccess();

    /**
     * Longest time from the issue of a token to its expiry. Raise it for agents whose tokens cannot be renewed that
     * often; until it expires, a stolen token can be used unless it is revoked.
     */
    @WithDefault("31d")
    Duration maxTokenLife();

    /**
     * File with the ids (claim {@code jti}) of tokens that are not accepted any more, one a line; a line that begins
     * with # is a comment. Read again within a second after it changes.
     */
    Optional<String> revokedTokens();

    /** Roles, sources, matches and competitions of callers whose tokens lack them, such as Kubernetes service accounts. */
    List<Subject> subjects();

    /** Access to matches, competitions, sports and streams. */
    enum ReadAccess {
        /** Anyone. */
        PUBLIC,
        /** Callers with a valid token of any role. */
        AUTHENTICATED
    }

    /** A caller. In a list, since environment variables cannot express such names as keys of a map. */
    interface Subject {

        /** The subject of its tokens, such as {@code system:serviceaccount:feeds:camera}. */
        String name();

        /** Roles in addition to those of its tokens. */
        Optional<Set<String>> roles();

        /** Allowed sources besides its own name; a {@code *} at the end matches any characters. */
        Optional<Set<String>> sources();

        /** Matches that it may report on; a {@code *} at the end matches any characters. By default all. */
        Optional<Set<String>> matches();

        /** Competitions that it may define, and announce matches of; like {@link #matches()}. By default all. */
        Optional<Set<String>> competitions();
    }
}
