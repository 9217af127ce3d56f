package dev.touchline.testing;

import java.util.UUID;

/** Unique ids: all tests of a run share one broker and one database. */
public final class UniqueIds {

    /** The source of this run. */
    static final String SOURCE = id("agent");

    private UniqueIds() {}

    /** A unique id with this prefix. */
    public static String id(String word) {
        return word + "-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** A unique match id. */
    public static String match() {
        return id("match");
    }
}
