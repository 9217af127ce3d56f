package dev.touchline.testing;

import java.util.UUID;

/** Names that no other test uses: all tests of a run share one broker and one database. */
public final class UniqueIds {

    /** The agent of this run. */
    static final String SOURCE = id("agent");

    private UniqueIds() {}

    /** An id that begins with the given word. */
    public static String id(String word) {
        return word + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** The id of a match that nobody has heard of. */
    public static String match() {
        return id("match");
    }
}
