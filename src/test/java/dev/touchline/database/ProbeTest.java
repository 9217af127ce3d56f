package dev.touchline.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTest {

    private final List<String> asked = new ArrayList<>();

    private Probe.Host failing(String name, String reason, String state) {
        return new Probe.Host(name, () -> {
            asked.add(name);
            throw new SQLException(reason, state);
        });
    }

    private static SQLException failure(Probe probe) {
        return assertThrows(SQLException.class, probe::probe);
    }

    @Test
    void everyHostIsAskedAndNamedWithItsReason() {
        Probe probe = new Probe(
                List.of(failing("a:1", "refused", "08001"), failing("b:2", "the server is a standby", "08004")),
                new BranchCheck());
        SQLException failure = failure(probe);
        assertEquals(List.of("a:1", "b:2"), asked);
        assertEquals("no host is a primary: a:1: refused; b:2: the server is a standby", failure.getMessage());
        assertEquals(
                MigrationFailure.Kind.UNREACHABLE, MigrationFailure.of(failure).kind());
    }

    @Test
    void failureOfASingleHostIsKept() {
        SQLException failure = failure(
                new Probe(List.of(failing("a:1", "password authentication failed", "28P01")), new BranchCheck()));
        assertEquals("password authentication failed", failure.getMessage());
    }

    @Test
    void refusedLoginAtOneOfSeveralHostsNeedsAPerson() {
        Probe probe = new Probe(
                List.of(failing("a:1", "password authentication failed", "28P01"), failing("b:2", "refused", "08001")),
                new BranchCheck());
        assertEquals(
                MigrationFailure.Kind.REFUSED,
                MigrationFailure.of(failure(probe)).kind());
    }
}
