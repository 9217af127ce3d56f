package dev.touchline.simulation.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The expected result of a simulated match, counted independently of the statistics. The figures have the format of
 * {@code GET /matches/{id}/statistics}.
 */
final class ExpectedResult {

    private int homeScore;
    private int awayScore;
    private final Map<String, Integer> home = new TreeMap<>();
    private final Map<String, Integer> away = new TreeMap<>();
    private final Map<PlayerKey, Map<String, Integer>> players = new TreeMap<>();

    private record PlayerKey(String player, String team) implements Comparable<PlayerKey> {
        @Override
        public int compareTo(PlayerKey other) {
            int byName = player.compareTo(other.player);
            return byName != 0 ? byName : other.team.compareTo(team);
        }
    }

    record Score(int home, int away) {}

    /** Counts a play that is not cancelled, with its final player. */
    void count(Playbook.Play play, boolean byHome, String player, String assistant) {
        homeScore += byHome ? play.points() : play.pointsAgainst();
        awayScore += byHome ? play.pointsAgainst() : play.points();
        add(byHome ? home : away, play.own());
        add(byHome ? away : home, play.opponents());
        String team = byHome ? "home" : "away";
        if (player != null && !play.own().isEmpty()) {
            add(players.computeIfAbsent(new PlayerKey(player, team), key -> new TreeMap<>()), play.own());
        }
        if (assistant != null && !play.assist().isEmpty()) {
            add(byHome ? home : away, play.assist());
            add(players.computeIfAbsent(new PlayerKey(assistant, team), key -> new TreeMap<>()), play.assist());
        }
    }

    /** Replaces the reading of a share. */
    void share(Playbook.Shares shares, int ofHome) {
        home.put(shares.figure(), ofHome);
        away.put(shares.figure(), shares.of() - ofHome);
    }

    private static void add(Map<String, Integer> figures, Map<String, Integer> amounts) {
        amounts.forEach((figure, amount) -> figures.merge(figure, amount, Integer::sum));
    }

    boolean isDraw() {
        return homeScore == awayScore;
    }

    Score score() {
        return new Score(homeScore, awayScore);
    }

    Map<String, Integer> home() {
        return Collections.unmodifiableMap(home);
    }

    Map<String, Integer> away() {
        return Collections.unmodifiableMap(away);
    }

    /** Every player's figures, with the player's name and team among them. */
    List<Map<String, Object>> players() {
        List<Map<String, Object>> lines = new ArrayList<>();
        players.forEach((key, figures) -> {
            Map<String, Object> line = new TreeMap<>(figures);
            line.put("player", key.player());
            line.put("team", key.team());
            lines.add(line);
        });
        return lines;
    }
}
