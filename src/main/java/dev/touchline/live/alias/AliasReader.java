package dev.touchline.live.alias;

import dev.touchline.database.Queries;
import dev.touchline.directory.Directory;
import dev.touchline.directory.LikelyAliases;
import dev.touchline.directory.LikelyAliases.Candidate;
import dev.touchline.directory.LikelyAliases.Pair;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.EventType;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.TeamEntry;
import dev.touchline.live.directory.DirectoryReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Finds the likely aliases of a competition. Every method blocks. */
@ApplicationScoped
public class AliasReader {

    /** Maximum players of matches whose names are compared. */
    private static final int MAX_PLAYERS = 200_000;

    private static final int MAX_ITEMS = 2_000;
    private static final int FETCH_SIZE = 500;
    /** Numbers behind an id that are tried. */
    private static final int MAX_IDS = 5;

    private final Queries queries;
    private final DirectoryReader directory;

    AliasReader(Queries queries, DirectoryReader directory) {
        this.queries = queries;
        this.directory = directory;
    }

    private record Played(String home, String away, long count) {}

    private record Reported(String player, String team, long count) {}

    /** A candidate with the entry that it has, or null. */
    private record Known(Candidate candidate, DirectoryEntry entry) {}

    /** A pair with the entry that the candidate has, or null, and the team of a player. */
    private record Found(EventType type, Pair pair, DirectoryEntry entry, String team) {}

    /**
     * The likely aliases among the teams of a competition, and among the players of each of its teams.
     *
     * @param sport the name of the sport, or null
     */
    public AliasesView aliases(String competition, String sport) {
        List<Played> played = queries.query(
                """
                SELECT home, away, count(*) AS count FROM match
                WHERE competition = ? AND sport = ? AND home IS NOT NULL AND away IS NOT NULL GROUP BY home, away
                """,
                row -> new Played(row.getString("home"), row.getString("away"), row.getLong("count")),
                competition,
                sport);
        List<Reported> reported = reported(competition, sport);
        if (reported.size() > MAX_PLAYERS) {
            return AliasesView.notComputed(
                    "The competition has more than %,d players of matches.".formatted(MAX_PLAYERS));
        }
        Set<String> teams = new HashSet<>();
        played.forEach(one -> teams.addAll(List.of(one.home(), one.away())));
        Directory names = directory.directory(
                teams, reported.stream().map(Reported::player).toList());
        List<Found> found = new ArrayList<>(ofTeams(played, names, sport));
        found.addAll(ofPlayers(reported, names, sport));
        found.sort(Comparator.comparing((Found one) -> !one.pair().certain()));
        boolean cut = found.size() > MAX_ITEMS;
        return new AliasesView(
                items(found.stream().limit(MAX_ITEMS).toList(), sport),
                null,
                cut ? "Aliases beyond the first %,d are not listed.".formatted(MAX_ITEMS) : null);
    }

    private List<Reported> reported(String competition, String sport) {
        List<Reported> reported = new ArrayList<>();
        queries.stream(
                """
                SELECT player, team, count(*) AS count FROM (
                    SELECT DISTINCT player_figure.match, player, CASE side WHEN 0 THEN home ELSE away END AS team
                    FROM match JOIN player_figure ON player_figure.match = match.id
                    WHERE competition = ? AND sport = ? AND side < 2 AND home IS NOT NULL LIMIT ?) AS figure
                GROUP BY player, team
                """,
                FETCH_SIZE,
                row -> reported.add(new Reported(row.getString("player"), row.getString("team"), row.getLong("count"))),
                competition,
                sport,
                MAX_PLAYERS + 1);
        return reported;
    }

    private static List<Found> ofTeams(List<Played> played, Directory names, String sport) {
        Map<String, Long> counts = new TreeMap<>();
        Set<List<String>> opponents = new HashSet<>();
        Map<String, String> shown = new HashMap<>();
        for (Played one : played) {
            counts.merge(one.home(), one.count(), Long::sum);
            counts.merge(one.away(), one.count(), Long::sum);
            String home = shown.computeIfAbsent(one.home(), name -> names.teamName(name, sport));
            String away = shown.computeIfAbsent(one.away(), name -> names.teamName(name, sport));
            opponents.add(List.of(home, away));
            opponents.add(List.of(away, home));
        }
        Map<String, Known> teams = new TreeMap<>();
        counts.forEach((name, count) -> {
            Optional<TeamEntry> entry = names.team(name, sport);
            String key = shown.get(name);
            teams.merge(key, known(key, name, count, entry.orElse(null)), AliasReader::merged);
        });
        return found(
                TeamEntry.TYPE,
                teams,
                LikelyAliases.ofTeams(
                        teams.values().stream().map(Known::candidate).toList(),
                        (a, b) -> opponents.contains(List.of(a, b))),
                null);
    }

    private static List<Found> ofPlayers(List<Reported> reported, Directory names, String sport) {
        Map<String, Map<String, Known>> byTeam = new TreeMap<>();
        for (Reported one : reported) {
            PlayerEntry entry = names.player(one.player(), one.team(), sport).orElse(null);
            String team = names.team(one.team(), sport).map(TeamEntry::id).orElse(one.team());
            // An entry's name may be another player's reported one, so that the key is the id then.
            String key = entry == null ? one.player() : "\0" + entry.id();
            String shown = entry == null ? one.player() : entry.name();
            byTeam.computeIfAbsent(team, same -> new TreeMap<>())
                    .merge(key, known(shown, one.player(), one.count(), entry), AliasReader::merged);
        }
        List<Found> found = new ArrayList<>();
        byTeam.forEach((team, players) -> found.addAll(found(
                PlayerEntry.TYPE,
                players,
                LikelyAliases.ofPlayers(
                        players.values().stream().map(Known::candidate).toList()),
                team)));
        return found;
    }

    private static Known known(String shown, String reported, long count, DirectoryEntry entry) {
        List<String> all = shown.equals(reported) ? List.of(shown) : List.of(shown, reported);
        return new Known(new Candidate(all, count, entry != null), entry);
    }

    private static Known merged(Known one, Known other) {
        List<String> all = new ArrayList<>(one.candidate().names());
        other.candidate().names().stream().filter(name -> !all.contains(name)).forEach(all::add);
        return new Known(
                new Candidate(
                        List.copyOf(all),
                        one.candidate().count() + other.candidate().count(),
                        one.candidate().defined()),
                one.entry());
    }

    private static List<Found> found(EventType type, Map<String, Known> known, List<Pair> pairs, String team) {
        Map<Candidate, DirectoryEntry> entries = new HashMap<>();
        known.values().forEach(one -> entries.put(one.candidate(), one.entry()));
        return pairs.stream()
                .map(pair -> new Found(type, pair, entries.get(pair.of()), team))
                .toList();
    }

    private List<AliasesView.Item> items(List<Found> found, String sport) {
        Map<EventType, Set<String>> taken = new HashMap<>();
        for (EventType type : List.of(TeamEntry.TYPE, PlayerEntry.TYPE)) {
            List<String> ids = found.stream()
                    .filter(one -> one.entry() == null && one.type().equals(type))
                    .flatMap(one ->
                            IntStream.rangeClosed(1, MAX_IDS).mapToObj(number -> LikelyAliases.id(name(one), number)))
                    .distinct()
                    .toList();
            taken.put(type, directory.taken(type, ids));
        }
        Map<List<String>, String> given = new HashMap<>();
        List<AliasesView.Item> items = new ArrayList<>();
        for (Found one : found) {
            String name = name(one);
            String kind = one.type().kind();
            String id = one.entry() != null
                    ? one.entry().id()
                    : given.computeIfAbsent(List.of(kind, name, one.team() == null ? "" : one.team()), same -> {
                        String free = LikelyAliases.freeId(name, taken.get(one.type()));
                        taken.get(one.type()).add(free);
                        return free;
                    });
            items.add(new AliasesView.Item(
                    kind,
                    id,
                    name,
                    one.pair().alias(),
                    one.team(),
                    sport,
                    one.pair().reason(),
                    one.pair().certain()));
        }
        return List.copyOf(items);
    }

    private static String name(Found one) {
        return one.entry() != null
                ? one.entry().name()
                : one.pair().of().names().get(0);
    }
}
