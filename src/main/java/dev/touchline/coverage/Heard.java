package dev.touchline.coverage;

import java.time.Instant;

/** A source of a match, and when it was last heard from. */
public record Heard(String source, Instant lastHeard) {}
