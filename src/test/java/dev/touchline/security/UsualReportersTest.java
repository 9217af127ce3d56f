package dev.touchline.security;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.Api;
import dev.touchline.testing.AtRest.Answered;
import dev.touchline.testing.Report;
import dev.touchline.testing.Tokens;
import dev.touchline.testing.Unique;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

/** The short way of reports is for those who may report; of everyone else REST says what is wrong. */
@QuarkusTest
@TestProfile(Secured.class)
class UsualReportersTest {

    private final String name = Unique.id("camera");
    private final Report report = Report.goal(Unique.match(), "home", 1).without("source");

    @Test
    void whoever_may_report_is_spared_rest() {
        assertAnswered(202, false, report, Tokens.of(name, Access.PRODUCER));
        assertAnswered(202, false, report, Tokens.of(Secured.ACCOUNT));
        assertAnswered(403, false, report.with("source", "elsewhere"), Tokens.of(name, Access.PRODUCER));
    }

    @Test
    void anyone_else_is_not() {
        assertAnswered(401, true, report, null);
        assertAnswered(403, true, report, Tokens.of(name));
        assertAnswered(403, true, report, Tokens.of(name, Access.SUBSCRIBER));
    }

    private static void assertAnswered(int status, boolean byRest, Report report, Tokens token) {
        Answered answered = Answered.post("/events", report.toString(), Api.PLAIN, token);
        assertEquals(status, answered.status(), answered::body);
        assertEquals(byRest, answered.byRest(), answered::toString);
    }
}
