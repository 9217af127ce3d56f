package dev.touchline.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A branch of the feed. Each primary gives the positions of a branch of its own: a promoted standby or a restored backup
 * may lack the last updates of the primary before, and must not give their positions to others.
 *
 * @param number from 1
 * @param begunAt when its primary was used for the first time; later for a later branch
 * @param kept up to this position, the database has every update of former branches; later ones of them may be lost
 * @param start the positions of the branch are higher
 */
public record Branch(int number, Instant begunAt, long kept, long start) {

    /** The branch of a database without a schema. */
    static final Branch NONE = new Branch(0, Instant.EPOCH, 0, 0);

    /** The columns of the table {@code feed_branch} for {@link #read}. */
    public static final String COLUMNS = "number, begun_at, kept, start";

    /** Reads the branch of a row. */
    public static Branch read(ResultSet row) throws SQLException {
        return new Branch(
                row.getInt("number"), Sql.instant(row, "begun_at"), row.getLong("kept"), row.getLong("start"));
    }

    /** Whether this branch was begun after the other one. */
    public boolean isAfter(Branch other) {
        return begunAt.isAfter(other.begunAt);
    }

    /**
     * The number of positions after one and up to another one, of this branch and the one before. Positions between the
     * branches do not count; after a position that may be lost, the number is larger than any that can be caught up with.
     */
    public long between(long after, long upTo) {
        return after <= kept && upTo >= start ? kept - after + upTo - start : upTo - after;
    }
}
