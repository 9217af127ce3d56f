package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A generated tournament in openfootball's JSON: eight groups of four teams and a knock-out stage, 64 matches. It
 * contains the difficult cases: extra time, penalty shoot-outs, own goals, penalties, and stoppage time in both
 * spellings. It is the same in every run.
 */
public final class GeneratedTournament {

    public static final String COMPETITION = "imaginary-cup-2031";

    private static final long SEED = 20_310_614;
    private static final LocalDate FIRST_DAY = LocalDate.of(2031, 6, 14);
    private static final List<String> PLACES =
            List.of("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel");
    private static final List<String> SUFFIXES = List.of("port", "holm", "stad", "mouth");
    private static final List<String> PLAYERS =
            List.of("Ødegård", "N'Diaye", "O’Shea", "Muñoz", "Şahin", "Łukasik", "Kim", "Žižka", "Æbelø", "Ito", "Sá");

    private final Random random = new Random(SEED);
    private final ObjectNode file = AppProcess.JSON.createObjectNode();
    private final ArrayNode matches;
    private LocalDate day = FIRST_DAY;

    private GeneratedTournament() {
        file.put("name", "Imaginary Cup 2031");
        matches = file.putArray("matches");
    }

    /** Generates the tournament. The last match is the final. */
    public static ObjectNode generate() {
        GeneratedTournament tournament = new GeneratedTournament();
        List<String> teams = tournament.groups();
        for (String round : List.of("Round of 16", "Quarter-finals", "Semi-finals")) {
            Collections.shuffle(teams, tournament.random);
            List<String> winners = new ArrayList<>();
            List<String> losers = new ArrayList<>();
            for (int i = 0; i < teams.size(); i += 2) {
                boolean first = tournament.decide(round, teams.get(i), teams.get(i + 1), false);
                winners.add(teams.get(first ? i : i + 1));
                losers.add(teams.get(first ? i + 1 : i));
            }
            if (round.equals("Semi-finals")) {
                tournament.decide("Match for third place", losers.get(0), losers.get(1), false);
            }
            teams = winners;
        }
        tournament.decide("Final", teams.get(0), teams.get(1), true);
        return tournament.file;
    }

    /** The id under which the replay reports a match. */
    public static String idOf(JsonNode match) {
        // Assumes that each match is played on its date in UTC and that names need no transliteration.
        return String.join(
                        "-",
                        COMPETITION,
                        match.path("date").asText(),
                        match.path("team1").asText(),
                        match.path("team2").asText())
                .toLowerCase(Locale.ROOT)
                .replace(' ', '-');
    }

    private List<String> groups() {
        List<String> through = new ArrayList<>();
        for (String place : PLACES) {
            List<String> teams =
                    SUFFIXES.stream().map(suffix -> place + " " + suffix).toList();
            for (int home = 0; home < teams.size(); home++) {
                for (int away = home + 1; away < teams.size(); away++) {
                    Goals goals = new Goals();
                    goals.score(random.nextInt(6), 1, 90);
                    ObjectNode match = match("Matchday " + (home + away), teams.get(home), teams.get(away), goals);
                    match.put("group", "Group " + place.charAt(0));
                    goals.write(match);
                }
            }
            through.addAll(teams.subList(0, 2));
        }
        return through;
    }

    // Returns whether the home team advances.
    private boolean decide(String round, String home, String away, boolean toTheLastKick) {
        Goals goals = new Goals();
        goals.score(random.nextInt(5), 1, 90);
        if (toTheLastKick || random.nextInt(3) > 0) {
            goals.level(90, 1);
        }
        if (goals.count(true) == goals.count(false)) {
            goals.extraTime = true;
            goals.score(1 + random.nextInt(3), 91, 120);
            if (toTheLastKick || random.nextBoolean()) {
                goals.level(120, 91);
            }
            if (goals.count(true) == goals.count(false)) {
                goals.kicks = new int[] {3 + random.nextInt(2), 3 + random.nextInt(2)};
                goals.kicks[random.nextInt(2)] = 5;
                if (goals.kicks[0] == goals.kicks[1]) {
                    goals.kicks[1] = 4;
                }
            }
        }
        goals.write(match(round, home, away, goals));
        return goals.kicks != null ? goals.kicks[0] > goals.kicks[1] : goals.count(true) > goals.count(false);
    }

    private ObjectNode match(String round, String home, String away, Goals goals) {
        ObjectNode match = matches.addObject();
        match.put("round", round);
        match.put("date", day.toString());
        match.put("time", List.of("12:00", "18:00 UTC+3", "21:30 UTC-2").get(matches.size() % 3));
        match.put("team1", home);
        match.put("team2", away);
        match.put("ground", "Stadium of " + home);
        if (matches.size() % 3 == 0) {
            day = day.plusDays(1);
        }
        return match;
    }

    private record Goal(boolean forHome, int minute, int stoppage, String kind, String player) {}

    private final class Goals {
        private final List<Goal> goals = new ArrayList<>();
        private boolean extraTime;
        private int[] kicks;

        void score(int count, int from, int to) {
            for (int i = 0; i < count; i++) {
                add(random.nextBoolean(), from + random.nextInt(to - from + 1));
            }
        }

        /** Adds goals for the team that is behind until the score is level. */
        void level(int to, int from) {
            while (count(true) != count(false)) {
                add(count(true) < count(false), random.nextBoolean() ? to : from + random.nextInt(to - from + 1));
            }
        }

        private void add(boolean forHome, int minute) {
            boolean lastMinute = minute == 45 || minute == 90 || minute == 105 || minute == 120;
            String kind = List.of("goal", "goal", "goal", "penalty", "owngoal").get(random.nextInt(5));
            goals.add(new Goal(
                    forHome,
                    minute,
                    lastMinute ? 1 + random.nextInt(8) : 0,
                    kind,
                    PLAYERS.get(random.nextInt(PLAYERS.size()))));
        }

        long count(boolean forHome) {
            return count(forHome, 120);
        }

        private long count(boolean forHome, int until) {
            return goals.stream()
                    .filter(goal -> goal.forHome() == forHome && goal.minute() <= until)
                    .count();
        }

        void write(ObjectNode match) {
            ObjectNode score = match.putObject("score");
            score.putArray("ht").add(count(true, 45)).add(count(false, 45));
            score.putArray("ft").add(count(true, 90)).add(count(false, 90));
            if (extraTime) {
                score.putArray("et").add(count(true)).add(count(false));
            }
            if (kicks != null) {
                IntStream.of(kicks).forEach(score.withArray("p")::add);
            }
            write(match.putArray("goals1"), true);
            write(match.putArray("goals2"), false);
        }

        private void write(ArrayNode list, boolean forHome) {
            goals.stream()
                    .filter(goal -> goal.forHome() == forHome)
                    .sorted(Comparator.comparing(Goal::minute).thenComparing(Goal::stoppage))
                    .forEach(goal -> {
                        ObjectNode entry = list.addObject().put("name", goal.player());
                        if (goal.stoppage() == 0) {
                            entry.put("minute", goal.minute());
                        } else if (random.nextBoolean()) {
                            entry.put("minute", goal.minute()).put("offset", goal.stoppage());
                        } else {
                            entry.put("minute", goal.minute() + "+" + goal.stoppage());
                        }
                        if (!goal.kind().equals("goal")) {
                            entry.put(goal.kind(), true);
                        }
                    });
        }
    }
}
