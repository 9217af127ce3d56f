package dev.touchline.simulation.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.touchline.simulation.replay.Tournament.Fixture;
import dev.touchline.simulation.replay.Tournament.FixtureStatus;
import dev.touchline.simulation.replay.Tournament.Goal;
import dev.touchline.simulation.replay.Tournament.Result;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads openfootball's JSON in all its variants: matches in a list or within rounds, teams as names or as objects,
 * scores as an object, as a list or as {@code score1} and {@code score2}, minutes as numbers with an offset or as text.
 */
public final class OpenFootballReader {

    /** The record is 149 to 0. */
    private static final int MAX_GOALS = 200;

    private static final LocalTime UNKNOWN_TIME = LocalTime.NOON;
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})(?:\\s+(.*))?");
    private static final Pattern OFFSET = Pattern.compile("UTC(?:([+±-])(\\d{1,2})(?::(\\d{2}))?)?");
    private static final Pattern MINUTE = Pattern.compile("(\\d{1,3})(?:\\+(\\d{1,2}))?'?");

    private OpenFootballReader() {}

    /** The file has another format. The message names the field and the expected value. */
    public static final class NotATournamentException extends RuntimeException {
        NotATournamentException(String message) {
            super(message);
        }
    }

    /**
     * @throws NotATournamentException if a name, a date or a number is missing or invalid
     */
    public static Tournament read(JsonNode file) {
        if (!file.path("name").isTextual() || file.path("name").textValue().isBlank()) {
            throw new NotATournamentException("name must be the tournament's name");
        }
        List<Fixture> fixtures = new ArrayList<>();
        if (file.path("matches").isArray()) {
            addAll(fixtures, file.path("matches"), null, "matches");
        } else if (file.path("rounds").isArray()) {
            int index = 0;
            for (JsonNode round : file.path("rounds")) {
                addAll(fixtures, round.path("matches"), text(round, "name"), "rounds[" + index++ + "].matches");
            }
        } else {
            throw new NotATournamentException("there must be an array matches or an array rounds");
        }
        if (fixtures.isEmpty()) {
            throw new NotATournamentException("there must be at least one match");
        }
        return new Tournament(file.path("name").textValue().strip(), fixtures);
    }

    private static void addAll(List<Fixture> fixtures, JsonNode matches, String roundName, String arrayPath) {
        int index = 0;
        for (JsonNode match : matches) {
            String path = arrayPath + "[" + index++ + "]";
            try {
                Fixture fixture = fixture(match, roundName);
                // The teams of a match such as N.N. – N.N. are not known yet.
                if (!fixture.home().equals(fixture.away())) {
                    fixtures.add(fixture);
                }
            } catch (NotATournamentException e) {
                throw new NotATournamentException(path + "." + e.getMessage());
            }
        }
    }

    private static Fixture fixture(JsonNode match, String roundName) {
        String home = team(match, "team1");
        Result halfTime = result(match, "ht", "i");
        Result fullTime = result(match, "ft", "");
        Result extraTime = result(match, "et", "et");
        Result shootout = result(match, "p", "p");
        if (extraTime != null && shootout == null && fullTime != null && fullTime.exceeds(extraTime)) {
            // Extra time cannot lower the score: an early file has the shoot-out in place of the full time.
            shootout = fullTime;
            fullTime = null;
        }
        return new Fixture(
                kickOff(match),
                text(match, "stage"),
                match.has("round") ? text(match, "round") : roundName,
                text(match, "group"),
                home,
                team(match, "team2"),
                venue(match),
                status(match),
                halfTime,
                fullTime,
                extraTime,
                shootout,
                goals(match, "goals1", home, true),
                goals(match, "goals2", home, false));
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        String text = value.isObject() ? value.path("name").asText("") : value.asText("");
        return text.isBlank() || value.isNull() ? null : text.strip();
    }

    private static String team(JsonNode match, String field) {
        String team = text(match, field);
        if (team == null) {
            throw new NotATournamentException(field + " must be a team's name");
        }
        return team;
    }

    private static String venue(JsonNode match) {
        String ground = text(match, "ground");
        if (ground != null) {
            return ground;
        }
        String stadium = text(match, "stadium");
        String city = text(match, "city");
        return stadium == null ? city : city == null ? stadium : stadium + ", " + city;
    }

    private static FixtureStatus status(JsonNode match) {
        String status = text(match, "status");
        return switch (status == null ? "" : status.toLowerCase(Locale.ROOT)) {
            case "canceled", "cancelled" -> FixtureStatus.CANCELLED;
            case "postponed" -> FixtureStatus.POSTPONED;
            case "abandoned" -> FixtureStatus.ABANDONED;
            case "awarded" -> FixtureStatus.AWARDED;
            default -> FixtureStatus.PLAYED;
        };
    }

    private static Instant kickOff(JsonNode match) {
        try {
            LocalDate date = LocalDate.parse(match.path("date").asText(""));
            Matcher time = TIME.matcher(match.path("time").asText(""));
            if (!time.matches()) {
                return date.atTime(UNKNOWN_TIME).toInstant(ZoneOffset.UTC);
            }
            LocalTime local = LocalTime.of(Integer.parseInt(time.group(1)), Integer.parseInt(time.group(2)));
            String zone = Objects.requireNonNullElseGet(
                    time.group(3), () -> match.path("timezone").asText(""));
            return date.atTime(local).atZone(zone(zone.strip())).toInstant();
        } catch (DateTimeException e) {
            throw new NotATournamentException(
                    "date must be a day such as 2022-12-18, and time one such as 18:00 UTC+3");
        }
    }

    private static ZoneId zone(String zone) {
        Matcher offset = OFFSET.matcher(zone);
        if (offset.matches()) {
            if (offset.group(1) == null) {
                return ZoneOffset.UTC;
            }
            int sign = offset.group(1).equals("-") ? -1 : 1;
            int minutes = offset.group(3) == null ? 0 : Integer.parseInt(offset.group(3));
            return ZoneOffset.ofHoursMinutes(sign * Integer.parseInt(offset.group(2)), sign * minutes);
        }
        return switch (zone) {
            case "CET" -> ZoneOffset.ofHours(1);
            case "CEST" -> ZoneOffset.ofHours(2);
            default -> ZoneOffset.UTC;
        };
    }

    private static Result result(JsonNode match, String key, String oldSuffix) {
        JsonNode score = match.path("score");
        if (score.isArray() && key.equals("ft")) {
            return pair(score, "score");
        }
        if (score.path(key).isArray() && !score.path(key).isEmpty()) {
            return pair(score.path(key), "score." + key);
        }
        JsonNode home = match.path("score1" + oldSuffix);
        JsonNode away = match.path("score2" + oldSuffix);
        boolean known = home.isInt() && away.isInt();
        return known ? result(home, away, "score1" + oldSuffix + " and score2" + oldSuffix) : null;
    }

    private static Result pair(JsonNode pair, String path) {
        return result(pair.path(0), pair.size() == 2 ? pair.path(1) : MissingNode.getInstance(), path);
    }

    private static Result result(JsonNode home, JsonNode away, String path) {
        if (!isGoals(home) || !isGoals(away)) {
            throw new NotATournamentException(path + " must be two whole numbers from 0 to " + MAX_GOALS);
        }
        return new Result(home.intValue(), away.intValue());
    }

    private static boolean isGoals(JsonNode node) {
        return node.isInt() && node.intValue() >= 0 && node.intValue() <= MAX_GOALS;
    }

    private static List<Goal> goals(JsonNode match, String field, String home, boolean forHome) {
        List<Goal> goals = new ArrayList<>();
        if (match.path(field).isArray()) {
            match.path(field).forEach(goal -> goals.add(goal(goal)));
            return goals;
        }
        // The oldest files have one list, in which an own goal has the team of its scorer.
        for (JsonNode goal : match.path("goals")) {
            boolean byHome = home.equals(text(goal, "team"));
            boolean own = goal.path("owngoal").asBoolean();
            if ((byHome != own) == forHome) {
                goals.add(goal(goal));
            }
        }
        return goals;
    }

    private static Goal goal(JsonNode goal) {
        Matcher minute = MINUTE.matcher(goal.path("minute").asText(""));
        boolean known = minute.matches();
        boolean inMinute = known && minute.group(2) != null;
        int stoppage = inMinute
                ? Integer.parseInt(minute.group(2))
                : goal.path("offset").asInt(0);
        return new Goal(
                text(goal, "name"),
                known ? Integer.valueOf(minute.group(1)) : null,
                known ? stoppage : 0,
                goal.path("penalty").asBoolean(),
                goal.path("owngoal").asBoolean());
    }
}
