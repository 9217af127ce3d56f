package dev.touchline.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may do what. The key that tokens are signed with has keys of MicroProfile JWT, {@code mp.jwt.verify.*}. */
@ConfigMapping(prefix = "touchline.security")
interface SecurityConfig {

    /** Whether anything asks for a token. Off only where nobody else can reach the process. */
    @WithDefault("true")
    boolean enabled();

    /** Who may read. {@code authenticated} where what is reported is not for everyone. */
    @WithDefault("public")
    ReadAccess readAccess();

    /** What callers may do whose tokens do not say it, such as those of a cluster's service accounts. */
    List<Subject> subjects();

    /** Who may read matches, competitions, sports and streams. */
    enum ReadAccess {
        /** Anyone. */
        PUBLIC,
        /** Whoever has a token that is good, whatever its roles. */
        AUTHENTICATED
    }

    /** A caller that is known by name. A list and not a map, because such names do not survive in those of variables. */
    interface Subject {

        /** As its tokens have it, such as {@code system:serviceaccount:feeds:camera}. */
        String name();

        /** What it may do, besides what its tokens say. */
        Optional<Set<String>> roles();

        /** Source names it may report under besides its own; a {@code *} at the end stands for anything. */
        Optional<Set<String>> sources();
    }
}
