package dev.touchline.http;

import dev.touchline.memory.MemoryBound;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;

/** Limits of responses. */
@ConfigMapping(prefix = "touchline.http")
public interface AnswerConfig {

    /**
     * Memory of responses, as a share of the heap or a size: half of it for lists that are being read, half for responses
     * that their clients have not taken yet. At a time, at most one read more than processors goes on.
     */
    @WithDefault("4%")
    MemoryBound maxAnswersSize();

    /** Maximum reads of lists that wait; further ones get 503. Half of them may be of one address. */
    @WithDefault("1000")
    @Positive
    int maxWaitingReads();
}
