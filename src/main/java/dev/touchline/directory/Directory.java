package dev.touchline.directory;

import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.TeamEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Teams and players by their names.
 *
 * <p>A name is that of the only entry that has it as id, name or alias. If several have it, it is that of a player of the
 * team in question, then of the only one with that id or name; otherwise it is nobody's, and stays as reported. Nothing
 * depends on an order, so entries need not have unique names: those of two clubs of one name stay apart by their aliases.
 */
public final class Directory {

    /** Without entries. */
    public static final Directory EMPTY = new Directory(List.of(), List.of());

    private final Map<String, List<TeamEntry>> teams;
    private final Map<String, List<PlayerEntry>> players;
    private final Map<String, Integer> teamsByShownName = new HashMap<>();

    public Directory(Collection<TeamEntry> teams, Collection<PlayerEntry> players) {
        this.teams = byName(teams);
        this.players = byName(players);
        teams.forEach(team -> teamsByShownName.merge(team.name(), 1, Integer::sum));
    }

    /** All names of an entry: its id, its name and its aliases. */
    public static Set<String> names(DirectoryEntry entry) {
        Set<String> names = new LinkedHashSet<>(List.of(entry.id(), entry.name()));
        names.addAll(entry.aliases());
        return names;
    }

    private static <E extends DirectoryEntry> Map<String, List<E>> byName(Collection<E> entries) {
        Map<String, List<E>> byName = new HashMap<>();
        for (E entry : entries) {
            names(entry).forEach(name -> byName.computeIfAbsent(name, same -> new ArrayList<>())
                    .add(entry));
        }
        return byName;
    }

    /** Whether it has no entries. */
    public boolean isEmpty() {
        return teams.isEmpty() && players.isEmpty();
    }

    /**
     * The team with the name in matches of the sport, if it is the name of one only.
     *
     * @param name may be null
     * @param sport null: any
     */
    public Optional<TeamEntry> team(String name, String sport) {
        return only(holding(teams, name, sport).toList(), name);
    }

    /** The name under which a team is shown: that of its entry, with the id if another team here has it; or as reported. */
    public String teamName(String name, String sport) {
        return team(name, sport).map(this::shownName).orElse(name);
    }

    /** The name under which a team of these is shown. */
    public String shownName(TeamEntry team) {
        return teamsByShownName.getOrDefault(team.name(), 0) > 1 ? team.name() + " (" + team.id() + ")" : team.name();
    }

    /**
     * The player with the name in a match of the team, if it is the name of one only.
     *
     * @param name may be null
     * @param team the name of the team as announced, or null if it is unknown
     * @param sport null: any
     */
    public Optional<PlayerEntry> player(String name, String team, String sport) {
        TeamEntry entry = team(team, sport).orElse(null);
        Predicate<PlayerEntry> ofTeam = player -> player.teams().stream()
                .anyMatch(
                        one -> one.equals(team) || entry != null && names(entry).contains(one));
        List<PlayerEntry> candidates = holding(players, name, sport)
                .filter(player -> player.teams().isEmpty() || isOwnName(player, name) || ofTeam.test(player))
                .toList();
        List<PlayerEntry> own = candidates.stream().filter(ofTeam).toList();
        return only(own.isEmpty() ? candidates : own, name);
    }

    private static <E extends DirectoryEntry> Stream<E> holding(
            Map<String, List<E>> entries, String name, String sport) {
        return (name == null ? List.<E>of() : entries.getOrDefault(name, List.of()))
                .stream()
                        .filter(entry -> sport == null
                                || entry.sport() == null
                                || entry.sport().equals(sport));
    }

    private static boolean isOwnName(DirectoryEntry entry, String name) {
        return entry.id().equals(name) || entry.name().equals(name);
    }

    private static <E extends DirectoryEntry> Optional<E> only(List<E> candidates, String name) {
        if (candidates.size() > 1) {
            List<E> own =
                    candidates.stream().filter(entry -> isOwnName(entry, name)).toList();
            return own.size() == 1 ? Optional.of(own.get(0)) : Optional.empty();
        }
        return candidates.stream().findFirst();
    }
}
