package dev.touchline.ingest;

import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Decision;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.Event;
import dev.touchline.event.FullList;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Report;
import dev.touchline.event.SignOfLife;
import dev.touchline.event.TeamEntry;
import dev.touchline.http.Problem;
import dev.touchline.json.Violation;
import dev.touchline.security.Producer;
import java.util.ArrayList;
import java.util.List;

/** Restricts producers to their own sources, matches, competitions, teams and players. */
final class ReportAuthorization {

    private ReportAuthorization() {}

    /**
     * @throws dev.touchline.http.ProblemException 403 with the reports that the producer may not send
     */
    static void requireAuthorized(List<? extends Report> reports, Producer producer) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            check(reports.get(i), reports.size() == 1 ? null : i, producer, violations);
        }
        if (!violations.isEmpty()) {
            String detail =
                    "Nothing was published. Your sources are your own name, names that begin with it and a slash, and"
                            + " those that your token lists; your matches and competitions are those that it lists, or"
                            + " all if it lists none; your teams and players are those that it lists, or all with the"
                            + " role operator or admin.";
            throw new Problem(Problem.Kind.FORBIDDEN, detail, violations, null).exception();
        }
    }

    private static void check(Report report, Integer index, Producer producer, List<Violation> violations) {
        if (report instanceof Event event) {
            if (!producer.mayReportAs(event.incident().source())) {
                violations.add(new Violation(index, "source", "must be one of your sources"));
            }
            if (!producer.mayReportOn(event.match())) {
                violations.add(new Violation(index, "match", "must be one of your matches"));
            }
        } else if (report instanceof Announcement announcement) {
            if (!producer.mayReportOn(announcement.match())) {
                violations.add(new Violation(index, "id", "must be one of your matches"));
            }
            if (!producer.mayUse(announcement.competition())) {
                violations.add(new Violation(index, "competition", "must be one of your competitions"));
            }
        } else if (report instanceof DirectoryEntry entry) {
            boolean team = entry instanceof TeamEntry;
            if (!(team ? producer.mayNameTeam(entry.id()) : producer.mayNamePlayer(entry.id()))) {
                violations.add(new Violation(index, "id", "must be one of your " + (team ? "teams" : "players")));
            }
        } else if (report instanceof MatchStatement statement) {
            check(statement, producer, violations);
        } else if (!producer.mayUse(((CompetitionDefinition) report).competition())) {
            violations.add(new Violation(index, "id", "must be one of your competitions"));
        }
    }

    private static void check(MatchStatement statement, Producer producer, List<Violation> violations) {
        if (!producer.mayReportOn(statement.match())) {
            violations.add(new Violation(null, "id", "must be one of your matches"));
        }
        String source = statement instanceof FullList list
                ? list.source()
                : statement instanceof SignOfLife sign ? sign.source() : null;
        if (source != null && !producer.mayReportAs(source)) {
            violations.add(new Violation(null, "source", "must be one of your sources"));
        }
        // The resource requires one of the roles; a message does not name them, and is believed.
        if (statement instanceof Decision && !producer.reporter().decides()) {
            violations.add(new Violation(null, "action", "is for operators and administrators"));
        }
    }
}
