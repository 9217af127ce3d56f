package dev.touchline.simulation.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Small tournaments in openfootball's JSON. A line is a day: the round, a colon, and the matches, separated by
 * semicolons: {@code Apertura, Final: Alder 1-1 Birch p 4-3}. A match may end with its extra time ({@code et 2-2}), its
 * shoot-out, or a status: {@code Alder 0-3 Birch awarded}.
 */
final class TournamentText {

    private static final LocalDate FIRST_DAY = LocalDate.of(2031, 6, 1);
    private static final Pattern MATCH =
            Pattern.compile("(.+?) (?:(\\d+)-(\\d+)|-) (.+?)(?: et (\\d+)-(\\d+))?(?: p (\\d+)-(\\d+))?(?: ([a-z]+))?");

    private TournamentText() {}

    static ObjectNode file(String name, String text) {
        ObjectNode file = JsonNodeFactory.instance.objectNode().put("name", name);
        ArrayNode matches = file.putArray("matches");
        LocalDate day = FIRST_DAY;
        for (String line : text.strip().split("\n")) {
            String[] parts = line.strip().split(": ", 2);
            for (String match : parts[1].split("; ")) {
                add(matches.addObject().put("round", parts[0]).put("date", day.toString()), match);
            }
            day = day.plusDays(3);
        }
        return file;
    }

    static Tournament tournament(String name, String text) {
        return OpenFootballReader.read(file(name, text));
    }

    private static void add(ObjectNode node, String text) {
        Matcher match = MATCH.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(text);
        }
        node.put("team1", match.group(1)).put("team2", match.group(4)).put("status", match.group(9));
        ObjectNode score = node.putObject("score");
        result(score, "ft", match, 2);
        result(score, "et", match, 5);
        result(score, "p", match, 7);
    }

    private static void result(ObjectNode score, String key, Matcher match, int group) {
        if (match.group(group) != null) {
            score.putArray(key).add(Integer.parseInt(match.group(group))).add(Integer.parseInt(match.group(group + 1)));
        }
    }

    /**
     * The matchdays of teams that play each other once, each ending 1-0 for the team that is listed first.
     *
     * @param prefix before the number of the matchday, such as {@code Matchday }
     * @param rounds the number of matchdays; at most one less than the even number of teams
     */
    static String matchdays(String prefix, int rounds, String... teams) {
        List<String> lines = new ArrayList<>();
        int others = teams.length - 1;
        for (int round = 0; round < rounds; round++) {
            List<String> matches = new ArrayList<>();
            for (int i = 0; i < teams.length / 2; i++) {
                // The circle method: the last team stays, the others move on by one place.
                int a = i == 0 ? others : (round + i) % others;
                int b = (round + others - i) % others;
                matches.add(teams[Math.min(a, b)] + " 1-0 " + teams[Math.max(a, b)]);
            }
            lines.add(prefix + (round + 1) + ": " + String.join("; ", matches));
        }
        return String.join("\n", lines) + "\n";
    }
}
