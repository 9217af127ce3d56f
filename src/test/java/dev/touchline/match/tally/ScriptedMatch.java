package dev.touchline.match.tally;

import dev.touchline.Football;
import dev.touchline.Football.Incident;
import dev.touchline.Sports;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.match.MatchState;
import dev.touchline.match.Update;
import dev.touchline.sport.Sport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A match of any sport between Riga and Porto, reported by one agent. */
public final class ScriptedMatch {

    private final Sport sport;
    private final MatchState match;
    private final Map<IncidentId, Event> revisions = new HashMap<>();
    private int incidents;

    ScriptedMatch(String sport) {
        this.sport = Sports.sport(sport);
        this.match = new MatchState(
                Football.MATCH,
                new Announcement(
                        Football.MATCH,
                        1,
                        sport,
                        null,
                        null,
                        null,
                        null,
                        "Riga",
                        "Porto",
                        Football.KICK_OFF,
                        null,
                        null,
                        Football.KICK_OFF,
                        Reporter.NONE),
                null,
                new MatchTally(),
                0);
    }

    /** The tally of a match whose only play was cancelled. */
    public static MatchTally ofACancelledPlay() {
        return ofACancelledPlay("football", "goal");
    }

    /** The tally of a match with one cancelled play of that kind. */
    static MatchTally ofACancelledPlay(String sport, String kind) {
        return MatchTally.of(
                List.of(Sports.incident(sport, kind, kind).cancelled().event()), Sports.ALL);
    }

    /** A new incident of that kind without other fields. */
    Incident incident(String kind) {
        return Sports.incident(sport.name(), kind, "i-" + ++incidents);
    }

    /** Applies a report. */
    Update apply(Incident incident) {
        Event event = incident.event();
        return match.apply(event, revisions.put(event.incident(), event), Sports.ALL, Football.KICK_OFF);
    }

    /** Applies several reports. */
    void applyAll(Incident... incidents) {
        for (Incident incident : incidents) {
            apply(incident);
        }
    }

    /** Title and text of the report's update. */
    String text(Incident incident) {
        Update update = apply(incident);
        return update.title() + " | " + update.text();
    }

    MatchTally tally() {
        return match.tally();
    }

    int figure(Side team, String figure) {
        return tally().team(team).getOrDefault(figure, 0);
    }

    int figure(Side team, String player, String figure) {
        return tally().players()
                .getOrDefault(new MatchTally.Player(player, team), Map.of())
                .getOrDefault(figure, 0);
    }

    /** Returns whether the tally equals the fold of the highest revisions in another order. */
    boolean equalsFoldOfIncidents() {
        MatchTally sum = new MatchTally();
        revisions.values().forEach(event -> {
            sum.countSport(event.type().sport(), 1);
            sum.add(event, sport);
        });
        return sum.equals(tally());
    }
}
