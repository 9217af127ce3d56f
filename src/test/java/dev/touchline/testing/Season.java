package dev.touchline.testing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.Sports;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.event.Event;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import dev.touchline.sport.Sport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Generates the reports of many matches in the worst order: shuffled, repeated, with corrections and cancellations
 * before the reports they revise, from agents that each report the start and end of the match. The kinds of event come
 * from the sports' catalogues. It also computes the expected result: the fold of the highest revisions.
 */
public final class Season {

    private static final Instant KICK_OFF = Instant.parse("2031-06-14T15:00:00Z");
    private static final List<String> PLAYERS =
            List.of("Ødegård", "N'Diaye", "O’Shea", "Muñoz", "Şahin", "Łukasik", "Kim", "Žižka", "Æbelø", "Ito", "Sá");
    private static final List<String> AGENTS = List.of("camera-7", "scout", "https://feed.example/live");
    /** The percentages of reports that have further revisions and that are sent twice. */
    private static final int CORRECTED = 5;

    private static final int REPEATED = 10;
    private static final int MAX_REQUEST_SIZE = 120;

    private final Random random;
    private final String competition;
    private final Map<String, Sport> matches = new TreeMap<>();
    private final List<ObjectNode> reports = new ArrayList<>();

    /**
     * Generates a season; the same seed generates the same season.
     *
     * @param competition the id of the competition and prefix of the match ids
     * @param matches the number of matches; sports take turns
     * @param reports the number of distinct reports
     */
    public Season(String competition, int matches, int reports, long seed) {
        this.competition = competition;
        this.random = new Random(seed);
        List<Sport> sports = List.copyOf(Sports.ALL.all());
        for (int i = 0; i < matches; i++) {
            Sport sport = sports.get(i % sports.size());
            this.matches.put("%s-%02d".formatted(competition, i), sport);
        }
        List<String> ids = matches();
        ids.forEach(this::frame);
        while (this.reports.size() < reports) {
            String match = ids.get(this.reports.size() % ids.size());
            ObjectNode report = report(match, kind(match));
            int revisions = chance(CORRECTED) ? 1 + random.nextInt(3) : 0;
            for (int revision = 2; revision < 2 + revisions && this.reports.size() < reports; revision++) {
                report = revise(report, revision);
            }
        }
    }

    // Awards end a match, so that only some matches have them.
    private Sport.Kind kind(String match) {
        boolean awarded = matches().indexOf(match) % 3 == 0;
        return pick(sport(match).kinds().values().stream()
                .filter(kind -> awarded || !kind.awards())
                .toList());
    }

    public String competition() {
        return competition;
    }

    public List<String> matches() {
        return List.copyOf(matches.keySet());
    }

    /** The number of distinct reports. */
    public int size() {
        return reports.size();
    }

    private Sport sport(String match) {
        return matches.get(match);
    }

    // Every agent reports starts and ends, so that each is reported more than once and at different times.
    private void frame(String match) {
        for (String agent : AGENTS) {
            for (Sport.Kind kind : sport(match).kinds().values()) {
                boolean begins = kind.change() != null && kind.change().to().inProgress();
                boolean ends = kind.change() != null && kind.change().to() == Phase.FINISHED;
                if (ends || (begins && kind.change().edge() != Sport.Edge.DURING && random.nextBoolean())) {
                    report(match, kind).put("source", agent).remove(List.of("minute", "stoppage"));
                }
            }
        }
    }

    private ObjectNode report(String match, Sport.Kind kind) {
        Sport sport = sport(match);
        ObjectNode report = AppProcess.JSON
                .createObjectNode()
                .put("id", "%s/%d".formatted(match, reports.size()))
                .put("source", pick(AGENTS))
                .put("type", sport.name() + "." + kind.name())
                .put("match", match);
        if (kind.needsPeriod() || chance(40)) {
            report.put("period", pick(sport.periods()).name());
        }
        if (chance(80)) {
            report.put("minute", random.nextInt(95));
            if (chance(10)) {
                report.put("stoppage", 1 + random.nextInt(9));
            }
        }
        if (kind.needsTeam() || chance(30)) {
            report.put("team", team());
        }
        if (kind.change() == null && chance(70)) {
            report.put("player", pick(PLAYERS));
            if (chance(30)) {
                report.put("assist", pick(PLAYERS));
            }
        }
        // The fold must know the time too, because it decides the order of reports in the same minute.
        if (kind.change() != null || kind.share() != null || kind.awards() || chance(50)) {
            report.put(
                    "occurredAt", KICK_OFF.plusMillis(random.nextInt(7_200_000)).toString());
        }
        if (chance(10)) {
            report.put("status", "provisional");
        }
        ObjectNode details = AppProcess.JSON.createObjectNode();
        kind.flags().keySet().stream().filter(flag -> chance(20)).forEach(flag -> details.put(flag, true));
        if (kind.share() != null) {
            details.put(kind.share().detail(), random.nextInt(kind.share().of() + 1));
        }
        if (kind.awards()) {
            details.put("home", random.nextInt(4))
                    .put("away", random.nextInt(4))
                    .put("reason", "forfeit");
        }
        if (!details.isEmpty()) {
            report.set("details", details);
        }
        reports.add(report);
        return report;
    }

    private ObjectNode revise(ObjectNode report, int revision) {
        ObjectNode revised = report.deepCopy().put("revision", revision);
        Sport sport = sport(report.path("match").asText());
        switch (random.nextInt(5)) {
            case 0 -> revised.put("status", "cancelled");
            case 1 -> revised.put("status", "confirmed").put("team", team());
            case 2 -> revised.put("status", "confirmed").put("player", pick(PLAYERS));
            case 3 -> revised.put("status", "confirmed").put("minute", random.nextInt(95));
            default -> {
                // Kinds that need only a team.
                List<Sport.Kind> others = sport.kinds().values().stream()
                        .filter(kind -> kind.change() == null && kind.share() == null && !kind.awards())
                        .toList();
                revised.put("type", sport.name() + "." + pick(others).name()).put("team", team());
            }
        }
        reports.add(revised);
        return revised;
    }

    private String team() {
        return random.nextBoolean() ? "home" : "away";
    }

    private boolean chance(int ofHundred) {
        return random.nextInt(100) < ofHundred;
    }

    private <T> T pick(Collection<T> choice) {
        return choice.stream().skip(random.nextInt(choice.size())).findFirst().orElseThrow();
    }

    /** All reports, shuffled and some of them repeated, in requests of different sizes. */
    public List<ArrayNode> requests() {
        List<ObjectNode> sent = new ArrayList<>(reports);
        Collections.shuffle(sent, random);
        sent.addAll(List.copyOf(sent.subList(0, reports.size() * REPEATED / 100)));
        Collections.shuffle(sent, random);
        List<ArrayNode> requests = new ArrayList<>();
        for (int from = 0, to; from < sent.size(); from = to) {
            to = Math.min(sent.size(), from + 1 + random.nextInt(MAX_REQUEST_SIZE));
            ArrayNode request = AppProcess.JSON.createArrayNode();
            request.addAll(sent.subList(from, to));
            requests.add(request);
        }
        return requests;
    }

    /** The first announcement of the match. */
    public ObjectNode announcement(String match) {
        return AppProcess.JSON
                .createObjectNode()
                .put("sport", sport(match).name())
                .put("competition", competition)
                .put("home", "Home of " + match)
                .put("away", "Away of " + match)
                .put("kickOff", "2031-06-14T17:00:00+02:00")
                .put("venue", "To be announced");
    }

    /** The last announcement of the match. */
    public ObjectNode amendment(String match) {
        return announcement(match)
                .put("stage", "Matchday 1")
                .put("group", "A")
                .put("venue", "Stadium of " + match)
                .put("kickOff", KICK_OFF.toString());
    }

    /** The highest revision of every incident of the match. */
    private Collection<ObjectNode> highestRevisions(String match) {
        Map<String, ObjectNode> highestRevisions = new HashMap<>();
        reports.stream()
                .filter(report -> report.path("match").asText().equals(match))
                .forEach(report -> highestRevisions.merge(
                        report.path("id").asText(),
                        report,
                        (one, other) -> revision(one) > revision(other) ? one : other));
        return highestRevisions.values();
    }

    private static int revision(ObjectNode report) {
        return report.path("revision").asInt(1);
    }

    /** The fold of the highest revisions. */
    private MatchTally tally(String match) {
        return MatchTally.of(highestRevisions(match).stream().map(Season::event).toList(), Sports.ALL);
    }

    private static Event event(ObjectNode report) {
        return LogEntryJson.event(report.toString(), KICK_OFF, Sports.ALL);
    }

    /** Asserts that the application shows the expected state of the match after that many changes. */
    public void assertShown(String match, long changes, AppProcess app) {
        ObjectNode shown = app.get("/matches/" + match).deepCopy();
        shown.remove("updatedAt");
        JsonNode statistics = app.get("/matches/" + match + "/statistics");
        List<JsonNode> timeline = app.items("/matches/" + match + "/events?limit=200");
        assertAll(
                match,
                () -> assertEquals(shown(match, changes), shown),
                () -> assertEquals(statistics(match, changes), statistics),
                () -> assertEquals(timeline(match), timeline(match, timeline)));
    }

    /** The expected {@code GET /matches/{id}} after that many changes, without the time of the last change. */
    private ObjectNode shown(String match, long changes) {
        MatchTally tally = tally(match);
        ObjectNode shown = amendment(match).put("id", match).put("seq", Math.toIntExact(changes));
        shown.putNull("variant")
                .putNull("round")
                .putNull("teams")
                .putNull("coverage")
                .put("stale", false);
        shown.put("phase", tally.phase().code());
        shown.putObject("clock")
                .put("period", tally.clock().period())
                .put("minute", tally.clock().minute())
                .put(
                        "stoppage",
                        tally.clock().minute() == null ? null : tally.clock().stoppage());
        shown.set("score", score(tally.score()));
        shown.set("shootout", score(tally.shootout()));
        shown.put("winner", tally.winner() == null ? null : tally.winner().code());
        Result result = tally.result();
        if (result == null) {
            shown.putNull("result");
        } else {
            shown.putObject("result")
                    .put("home", result.home())
                    .put("away", result.away())
                    .put("decidedBy", result.decidedBy().code())
                    .put("reason", result.reason());
        }
        ArrayNode periods = shown.putArray("periods");
        tally.periods().forEach(period -> periods.addObject()
                .put("period", period.period())
                .put("home", period.home())
                .put("away", period.away()));
        return shown;
    }

    private static JsonNode score(Score score) {
        return score == null
                ? AppProcess.JSON.nullNode()
                : AppProcess.JSON.createObjectNode().put("home", score.home()).put("away", score.away());
    }

    /** The expected {@code GET /matches/{id}/statistics} after that many changes. */
    private ObjectNode statistics(String match, long changes) {
        MatchTally tally = tally(match);
        ObjectNode statistics =
                AppProcess.JSON.createObjectNode().put("match", match).put("seq", Math.toIntExact(changes));
        for (Side side : Side.values()) {
            ObjectNode figures = statistics.putObject(side.code());
            sport(match).teamFigures().forEach(figure -> figures.put(figure, 0));
            tally.team(side).forEach(figures::put);
        }
        ArrayNode players = statistics.putArray("players");
        tally.players().forEach((player, counts) -> {
            ObjectNode entry = players.addObject().put("player", player.name());
            entry.put("team", player.team() == null ? null : player.team().code());
            counts.forEach(entry::put);
        });
        statistics.putNull("next");
        return statistics;
    }

    /**
     * The expected {@code GET /matches/{id}/events}, grouped by match clock: events of the same time are in no order.
     */
    private List<Set<String>> timeline(String match) {
        TreeMap<Sport.Position, Set<String>> lines = new TreeMap<>();
        highestRevisions(match).stream().map(Season::event).forEach(event -> lines.computeIfAbsent(
                        position(event), position -> new TreeSet<>())
                .add(LogEntryJson.write(event)));
        return List.copyOf(lines.values());
    }

    /** The actual timeline, grouped as by {@link #timeline(String)}. */
    private List<Set<String>> timeline(String match, List<JsonNode> items) {
        Set<String> dated = highestRevisions(match).stream()
                .filter(report -> report.has("occurredAt"))
                .map(report -> report.path("id").asText())
                .collect(Collectors.toSet());
        List<Set<String>> lines = new ArrayList<>();
        Sport.Position before = null;
        for (JsonNode item : items) {
            ObjectNode report = item.deepCopy();
            report.remove(List.of("seq", "text"));
            if (!dated.contains(report.path("id").asText())) {
                // The server sets occurredAt to the time of receipt.
                report.remove("occurredAt");
            }
            Event event = event(report);
            if (!position(event).equals(before)) {
                lines.add(new TreeSet<>());
            }
            lines.get(lines.size() - 1).add(LogEntryJson.write(event));
            before = position(event);
        }
        return lines;
    }

    private static Sport.Position position(Event event) {
        Sport sport = Sports.ALL.sport(event.type().sport());
        return sport.timelinePosition(event.clock(), Sports.ALL.kind(event.type()));
    }
}
