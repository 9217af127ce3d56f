package dev.touchline.directory;

import dev.touchline.event.LineUp;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.ShirtNumber;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The players of a team in a match, by the names, ids and numbers under which they are reported.
 *
 * @param lineUp of the team, or null
 * @param team the name of the team as announced, or null
 * @param sport of the match, or null
 */
public record TeamSheet(LineUp.Team lineUp, String team, String sport, Directory directory) {

    /**
     * A player as shown.
     *
     * @param name of the entry, in the line-up, or as reported
     * @param id of the entry, or null
     */
    public record Named(String name, String id, String shortName) {}

    /** The player of the line-up that a report is about, if it is one only. */
    public Optional<LineUp.Player> find(String reported) {
        if (lineUp == null || reported == null) {
            return Optional.empty();
        }
        Integer number = ShirtNumber.parse(reported);
        if (number != null) {
            return only(player -> number.equals(player.number()));
        }
        Optional<LineUp.Player> same = only(player -> reported.equals(player.name()) || reported.equals(player.id()));
        if (same.isPresent()) {
            return same;
        }
        Optional<PlayerEntry> entry = entry(reported);
        Optional<LineUp.Player> known =
                entry.flatMap(one -> only(player -> entry(player).equals(Optional.of(one))));
        return known.isPresent() ? known : byLastName(reported);
    }

    // "Mbappé" is the only player of the line-up with that last name. A first name that differs is another player's.
    private Optional<LineUp.Player> byLastName(String reported) {
        Spelling spelling = Spelling.of(reported);
        return only(player -> {
            Spelling listed = player.name() == null ? null : Spelling.of(player.name());
            return listed != null
                    && listed.last().equals(spelling.last())
                    && (listed.equals(spelling)
                            || spelling.isPartOf(listed)
                            || listed.isPartOf(spelling)
                            || spelling.hasInitialsOf(listed)
                            || listed.hasInitialsOf(spelling));
        });
    }

    private Optional<LineUp.Player> only(Predicate<LineUp.Player> condition) {
        List<LineUp.Player> found = lineUp.players().stream().filter(condition).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The names of a player of the line-up. */
    public Named named(LineUp.Player player) {
        String listed = player.name() != null ? player.name() : player.id();
        return entry(player).map(TeamSheet::named).orElseGet(() -> new Named(listed, null, null));
    }

    /** The names of a player as reported: a number is that of the line-up, and an unknown one stays. */
    public Named named(String reported) {
        if (ShirtNumber.parse(reported) != null) {
            return find(reported).map(this::named).orElseGet(() -> new Named(reported, null, null));
        }
        return entry(reported).map(TeamSheet::named).orElseGet(() -> new Named(reported, null, null));
    }

    private static Named named(PlayerEntry entry) {
        return new Named(entry.name(), entry.id(), entry.shortName());
    }

    private Optional<PlayerEntry> entry(String reported) {
        return directory.player(reported, team, sport);
    }

    private Optional<PlayerEntry> entry(LineUp.Player player) {
        return entry(player.id() != null ? player.id() : player.name());
    }
}
