package dev.touchline.event;

import java.util.List;

/**
 * The names of a team or of a player, under an id of its own. A later one, by time of receipt, replaces an earlier one;
 * {@link Ownership} says whose count. An entry that {@link #adds} replaces nothing: its aliases and teams join those of the
 * entry in force, if it was received later, or are the first ones.
 *
 * <p>Reports and announcements go on with the names that their agents know. Names are resolved when they are read, so
 * an entry holds for all matches, also for those that are over.
 */
public sealed interface DirectoryEntry extends Report permits TeamEntry, PlayerEntry {

    /** The sport of their types, and the routing key. No catalogue may use the name. */
    String SPORT = "directory";

    /** Aliases of an entry. */
    int MAX_ALIASES = 100;

    /** The id of the team or of the player. */
    String id();

    /** The name that is shown. */
    String name();

    /** The name where little room is, or null. */
    String shortName();

    /** The sport in whose matches the names hold; null: in all. */
    String sport();

    /** Other names under which it is reported. */
    List<String> aliases();

    /** Whether its aliases join those in force, instead of replacing them. */
    boolean adds();

    @Override
    default IncidentId incident() {
        return new IncidentId(reporter().source("touchline:" + type().kind()), id());
    }
}
