package dev.touchline.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The connections of one event loop that are told the same. Not thread-safe. */
final class Audience {

    private final Key key;
    /** Who left is null until nobody is being told: nobody else may change places meanwhile. */
    private List<Connection> connections = new ArrayList<>();

    private int gone;
    private List<Told> pending = new ArrayList<>();
    private Bundle bundle;
    private int told;

    Audience(Key key) {
        this.key = key;
    }

    /** What they are told. */
    record Key(Numbering numbering, Interest interest) {

        static Key of(Course course) {
            return new Key(course.numbering(), course.interest());
        }
    }

    Key key() {
        return key;
    }

    boolean isEmpty() {
        return connections.size() == gone;
    }

    void add(Connection connection) {
        connection.sitsAt(connections.size());
        connections.add(connection);
    }

    void remove(Connection connection) {
        connections.set(connection.place(), null);
        gone++;
        if (bundle == null && gone > connections.size() / 2) {
            closeUp();
        }
    }

    private void closeUp() {
        List<Connection> rest = new ArrayList<>();
        for (Connection connection : connections) {
            if (connection != null) {
                connection.sitsAt(rest.size());
                rest.add(connection);
            }
        }
        connections = rest;
        gone = 0;
    }

    /** The next update that they are to be told; whether it is the first that they have not been. */
    boolean hear(Told update) {
        pending.add(update);
        return pending.size() == 1;
    }

    /**
     * Goes on to tell them what they have heard of, in one write to each connection.
     *
     * @param most how many connections are written to
     * @return how many have been
     */
    int tell(int most) {
        if (bundle == null) {
            bundle = new Bundle(key.numbering(), pending);
            pending = new ArrayList<>();
            told = 0;
        }
        int written = 0;
        while (written < most && told < connections.size()) {
            Connection connection = connections.get(told++);
            if (connection != null) {
                connection.take(bundle);
                written++;
            }
        }
        if (told == connections.size()) {
            bundle.release();
            bundle = null;
        }
        return written;
    }

    /** Whether everyone has been told what was heard of. */
    boolean everyoneTold() {
        return bundle == null && pending.isEmpty();
    }

    /** All of them, at this moment. */
    List<Connection> all() {
        return connections.stream().filter(Objects::nonNull).toList();
    }
}
