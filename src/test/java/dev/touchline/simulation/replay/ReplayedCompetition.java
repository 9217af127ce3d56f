package dev.touchline.simulation.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.Football;
import dev.touchline.codec.AnnouncementJson;
import dev.touchline.codec.EventsReader;
import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.competition.Fixture;
import dev.touchline.competition.Stages;
import dev.touchline.competition.Standings;
import dev.touchline.competition.knockout.Bracket;
import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.json.Json;
import dev.touchline.match.MatchState;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.Sport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** The competition of a file, computed from the reports of its replay as the application computes it. */
record ReplayedCompetition(Map<String, MatchTally> matches, Standings standings, Bracket bracket) {

    private static final Instant RECEIVED = Football.KICK_OFF;

    /**
     * Replays a file, and asserts that the order of the reports and duplicates have no effect.
     *
     * @param declared the definition of the competition in JSON; null: as inferred
     */
    static ReplayedCompetition of(JsonNode file, String declared) {
        ReplayPlan plan = new ReplayPlan(OpenFootballReader.read(file), Double.POSITIVE_INFINITY, 1);
        CompetitionDefinition definition = definition(declared == null ? plan.definition() : json(declared));
        List<MatchReport> reports = reports(plan);
        ReplayedCompetition replayed = of(reports, definition);
        List<MatchReport> shuffled = new ArrayList<>(reports);
        shuffled.addAll(reports);
        Collections.shuffle(shuffled, new Random(plan.name().hashCode()));
        assertEquals(replayed, of(shuffled, definition));
        return replayed;
    }

    private static JsonNode json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static CompetitionDefinition definition(JsonNode definition) {
        return definition == null
                ? definition(Json.MAPPER.createObjectNode())
                : CompetitionDefinitionJson.read(definition, "cup", Football.CATALOGUE, RECEIVED, Reporter.NONE);
    }

    private static List<MatchReport> reports(ReplayPlan plan) {
        EventsReader events = new EventsReader(Football.CATALOGUE, 1);
        List<MatchReport> reports = new ArrayList<>();
        for (MatchScript script : plan.scripts()) {
            reports.add(AnnouncementJson.read(
                    script.announcement(), script.match(), Football.CATALOGUE, RECEIVED, Reporter.NONE));
            script.steps()
                    .forEach(step -> reports.addAll(
                            events.readPlainJson(step.event().toString().getBytes(StandardCharsets.UTF_8), RECEIVED)));
        }
        return reports;
    }

    private static ReplayedCompetition of(List<MatchReport> reports, CompetitionDefinition definition) {
        Map<String, MatchState> matches = new TreeMap<>();
        Set<IncidentId> known = new HashSet<>();
        for (MatchReport report : reports) {
            MatchState match =
                    matches.computeIfAbsent(report.match(), id -> new MatchState(id, null, null, new MatchTally(), 0));
            if (report instanceof Announcement announcement) {
                match.apply(announcement, RECEIVED);
            } else if (known.add(report.incident())) {
                match.apply((Event) report, null, Football.CATALOGUE, RECEIVED);
            }
        }
        Rules rules = definition.rules().orElse(Football.SPORT.rules());
        Stages stages = Stages.of(
                definition.stages(),
                matches.values().stream().map(ReplayedCompetition::fixture).toList());
        Map<String, MatchTally> tallies = new TreeMap<>();
        matches.forEach((id, match) -> tallies.put(id, match.tally()));
        return new ReplayedCompetition(
                tallies,
                Standings.compute(stages, rules, definition.deductions(), false),
                Bracket.compute(stages, rules, definition.deductions()));
    }

    private static Fixture fixture(MatchState match) {
        Announcement announced = match.announcement();
        MatchTally tally = match.tally();
        Sport.Period period = Football.SPORT.period(tally.clock().period());
        return new Fixture(
                match.id(),
                announced.stage(),
                announced.round(),
                announced.group(),
                announced.home(),
                announced.away(),
                announced.kickOff(),
                tally.phase(),
                false,
                tally.score(),
                tally.shootout(),
                tally.result(),
                period != null && period.overtime(),
                0,
                0);
    }

    /** The rows of the only table of a stage and group: team, matches, goals and points; {@code stage} may be null. */
    List<String> table(String stage, String group) {
        return standings.groups().stream()
                .filter(table -> stage == null || stage.equals(table.stage()))
                .filter(table -> group == null || group.equals(table.name()))
                .reduce((one, other) -> {
                    throw new AssertionError("two tables: " + one.name() + " and " + other.name());
                })
                .orElseThrow()
                .rows()
                .stream()
                .map(row -> "%d %s %d %d-%d %d"
                        .formatted(
                                row.position(),
                                row.record().team(),
                                row.record().played(),
                                row.record().goalsFor(),
                                row.record().goalsAgainst(),
                                row.points()))
                .toList();
    }

    /** The rounds of a stage with the number of their ties. */
    List<String> rounds(String stage) {
        return bracket.rounds().stream()
                .filter(round -> stage.equals(round.stage()))
                .map(round -> round.name() + " " + round.ties().size())
                .toList();
    }

    /** The ties of a round: teams, aggregate, winner and why. */
    List<String> ties(String stage, String round) {
        return bracket.rounds().stream()
                .filter(one -> stage.equals(one.stage()) && round.equals(one.name()))
                .flatMap(one -> one.ties().stream())
                .map(tie -> tie.home() + " – " + tie.away()
                        + (tie.aggregate() == null
                                ? ""
                                : " " + tie.aggregate().home() + "-"
                                        + tie.aggregate().away())
                        + (tie.winner() == null ? "" : ": " + tie.winner() + " by " + tie.decidedBy()))
                .toList();
    }
}
