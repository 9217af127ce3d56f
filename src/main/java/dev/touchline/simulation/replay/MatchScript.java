package dev.touchline.simulation.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.simulation.replay.Tournament.Fixture;
import dev.touchline.simulation.replay.Tournament.FixtureStatus;
import dev.touchline.simulation.replay.Tournament.Goal;
import dev.touchline.simulation.replay.Tournament.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The reports of a match from a tournament file: the announcement, and the events in playing order. The result is
 * authoritative: missing goals are added without a scorer, and surplus goals are dropped from the end.
 *
 * @param note the differences from the file, or null
 */
record MatchScript(String match, Fixture fixture, ObjectNode announcement, List<Step> steps, String note) {

    static final String SOURCE = "replay";

    private static final Duration BREAK = Duration.ofMinutes(15);
    private static final Duration SHORT_BREAK = Duration.ofMinutes(5);
    private static final Duration KICK = Duration.ofMinutes(1);

    /**
     * An event.
     *
     * @param after the time since the kick-off, breaks and stoppage time included
     */
    record Step(Duration after, ObjectNode event) {}

    /** The periods in which goals are scored. */
    private enum Part {
        FIRST_HALF("first-half", 0, 45),
        SECOND_HALF("second-half", 45, 90),
        EXTRA_FIRST("extra-time-first-half", 90, 105),
        EXTRA_SECOND("extra-time-second-half", 105, 120);

        private final String period;
        private final int from;
        private final int to;

        Part(String period, int from, int to) {
            this.period = period;
            this.from = from;
            this.to = to;
        }

        static Part at(int minute) {
            for (Part part : values()) {
                if (minute <= part.to) {
                    return part;
                }
            }
            return EXTRA_SECOND;
        }
    }

    /** A goal and the team that it counts for. */
    private record Scored(Goal goal, boolean forHome, Part part) {}

    /** The duration of the match, breaks included. */
    Duration duration() {
        return steps.isEmpty() ? Duration.ZERO : steps.get(steps.size() - 1).after();
    }

    static MatchScript of(String match, String competition, Fixture fixture) {
        return new ScriptWriter(match, competition, fixture).write();
    }

    private static final class ScriptWriter {
        private static final Comparator<Goal> IN_ORDER = Comparator.comparing(
                        Goal::minute, Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(Goal::stoppage);

        private final String match;
        private final String competition;
        private final Fixture fixture;
        private final List<Step> steps = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private Duration now = Duration.ZERO;
        private int lastGoal;

        ScriptWriter(String match, String competition, Fixture fixture) {
            this.match = match;
            this.competition = competition;
            this.fixture = fixture;
        }

        MatchScript write() {
            switch (fixture.status()) {
                case POSTPONED -> phase("postponed", null, null, 0);
                case CANCELLED -> phase("cancelled", null, null, 0);
                case AWARDED -> award();
                case ABANDONED, PLAYED -> play();
            }
            String note = notes.isEmpty() ? null : match + ": " + String.join("; ", notes);
            return new MatchScript(match, fixture, announcement(), List.copyOf(steps), note);
        }

        private void award() {
            Result result = fixture.result();
            if (result == null) {
                notes.add("awarded without a result");
                return;
            }
            ObjectNode event = event("awarded", "awarded");
            event.putObject("details").put("home", result.home()).put("away", result.away());
            steps.add(new Step(now, event));
        }

        private void play() {
            Result result = fixture.result();
            boolean abandoned = fixture.status() == FixtureStatus.ABANDONED;
            if (result == null && !abandoned) {
                return;
            }
            List<Scored> goals = result == null ? List.of() : goals(result);
            boolean extraTime = fixture.extraTime() != null
                    || goals.stream().anyMatch(scored -> scored.part().compareTo(Part.EXTRA_FIRST) >= 0);
            part(Part.FIRST_HALF, "kick-off", goals);
            if (abandoned) {
                goals.stream()
                        .filter(scored -> scored.part() != Part.FIRST_HALF)
                        .forEach(this::goal);
                phase("abandoned", null, null, 0);
                return;
            }
            end(Part.FIRST_HALF, "half-time", goals);
            now = now.plus(BREAK);
            part(Part.SECOND_HALF, "second-half", goals);
            Part last = Part.SECOND_HALF;
            if (extraTime) {
                end(Part.SECOND_HALF, "end-of-normal-time", goals);
                now = now.plus(SHORT_BREAK);
                part(Part.EXTRA_FIRST, "extra-time", goals);
                end(Part.EXTRA_FIRST, "extra-time-half-time", goals);
                part(Part.EXTRA_SECOND, "extra-time-second-half", goals);
                last = Part.EXTRA_SECOND;
            }
            if (fixture.shootout() != null) {
                end(last, extraTime ? "end-of-extra-time" : "end-of-normal-time", goals);
                now = now.plus(SHORT_BREAK);
                shootout(fixture.shootout());
                phase("full-time", "shoot-out", last.to, 0);
            } else {
                end(last, "full-time", goals);
            }
        }

        private void part(Part part, String start, List<Scored> goals) {
            phase(start, part.period, part.from, 0);
            Duration startedAt = now;
            for (Scored scored : goals) {
                if (scored.part() == part) {
                    Goal goal = scored.goal();
                    Integer minute = goal.minute();
                    int played =
                            minute == null ? part.to - part.from : Math.max(0, minute - part.from) + goal.stoppage();
                    waitUntil(startedAt.plusMinutes(played));
                    goal(scored);
                }
            }
            waitUntil(startedAt.plusMinutes((long) part.to - part.from));
        }

        private void waitUntil(Duration time) {
            now = now.compareTo(time) < 0 ? time : now;
        }

        private void end(Part part, String kind, List<Scored> goals) {
            int stoppage = goals.stream()
                    .filter(scored -> scored.part() == part)
                    .mapToInt(scored -> scored.goal().stoppage())
                    .max()
                    .orElse(0);
            phase(kind, part.period, part.to, stoppage);
        }

        private void phase(String kind, String period, Integer minute, int stoppage) {
            ObjectNode event = event(kind, kind);
            event.put("period", period);
            event.put("minute", minute);
            if (stoppage > 0) {
                event.put("stoppage", stoppage);
            }
            steps.add(new Step(now, event));
        }

        private void goal(Scored scored) {
            Goal goal = scored.goal();
            boolean byHome = scored.forHome() != goal.own();
            String kind = goal.own() ? "own-goal" : goal.penalty() ? "penalty-goal" : "goal";
            lastGoal++;
            ObjectNode event = event("goal-" + lastGoal, kind);
            event.put("period", scored.part().period);
            if (goal.minute() != null) {
                event.put("minute", goal.minute());
                event.put("stoppage", goal.stoppage());
            }
            event.put("team", byHome ? "home" : "away");
            event.put("player", goal.player());
            steps.add(new Step(now, event));
        }

        // The file has no order of kicks, so the teams alternate.
        private void shootout(Result kicks) {
            if (kicks.home() == kicks.away()) {
                notes.add("the shoot-out has no winner");
            }
            phase("shoot-out", "shoot-out", null, 0);
            int home = 0;
            int away = 0;
            while (home < kicks.home() || away < kicks.away()) {
                if (home < kicks.home()) {
                    kick("home", ++home);
                }
                if (away < kicks.away()) {
                    kick("away", ++away);
                }
            }
        }

        private void kick(String team, int number) {
            now = now.plus(KICK);
            ObjectNode event = event("shoot-out-" + team + "-" + number, "shootout-goal");
            event.put("period", "shoot-out");
            event.put("team", team);
            steps.add(new Step(now, event));
        }

        private ObjectNode event(String id, String kind) {
            ObjectNode event = JsonNodeFactory.instance.objectNode();
            event.put("id", match + "/" + id);
            event.put("source", SOURCE);
            event.put("type", "football." + kind);
            event.put("match", match);
            event.put("occurredAt", fixture.kickOff().plus(now).toString());
            return event;
        }

        private ObjectNode announcement() {
            ObjectNode announcement = JsonNodeFactory.instance.objectNode();
            announcement.put("sport", "football");
            announcement.put("competition", competition);
            announcement.put("stage", fixture.stage());
            announcement.put("round", fixture.round());
            announcement.put("group", fixture.group());
            announcement.put("home", fixture.home());
            announcement.put("away", fixture.away());
            announcement.put("kickOff", fixture.kickOff().toString());
            announcement.put("venue", fixture.venue());
            return announcement;
        }

        private List<Scored> goals(Result result) {
            List<Goal> home = fixture.homeGoals();
            List<Goal> away = fixture.awayGoals();
            Result listed = new Result(home.size(), away.size());
            if (!listed.equals(result) && listed.equals(new Result(result.away(), result.home()))) {
                notes.add("the goals are listed under the wrong team");
                home = fixture.awayGoals();
                away = fixture.homeGoals();
            }
            List<Scored> goals = new ArrayList<>();
            complete(goals, home, true, result);
            complete(goals, away, false, result);
            goals.sort(Comparator.comparing(Scored::part).thenComparing(Scored::goal, IN_ORDER));
            return goals;
        }

        private void complete(List<Scored> goals, List<Goal> listed, boolean forHome, Result result) {
            int count = of(result, forHome);
            String team = forHome ? fixture.home() : fixture.away();
            if (listed.size() > count) {
                notes.add((listed.size() - count) + " more goals are listed for " + team + " than the result has");
            }
            listed.stream()
                    .sorted(IN_ORDER)
                    .limit(count)
                    .map(goal -> new Scored(
                            goal, forHome, goal.minute() == null ? Part.SECOND_HALF : Part.at(goal.minute())))
                    .forEach(goals::add);
            int missing = count - Math.min(count, listed.size());
            if (missing > 0) {
                notes.add(missing + (missing == 1 ? " goal of " : " goals of ") + team + " without a scorer");
            }
            for (int i = 0; i < missing; i++) {
                Part part = listed.isEmpty() ? partOf(i, forHome) : Part.SECOND_HALF;
                goals.add(new Scored(new Goal(null, null, 0, false, false), forHome, part));
            }
        }

        // The results at half-time and full-time tell the period of goals that are not listed.
        private Part partOf(int goal, boolean forHome) {
            if (fixture.halfTime() != null && goal < of(fixture.halfTime(), forHome)) {
                return Part.FIRST_HALF;
            }
            boolean bothKnown = fixture.extraTime() != null && fixture.fullTime() != null;
            return bothKnown && goal >= of(fixture.fullTime(), forHome) ? Part.EXTRA_SECOND : Part.SECOND_HALF;
        }

        private static int of(Result result, boolean home) {
            return home ? result.home() : result.away();
        }
    }
}
