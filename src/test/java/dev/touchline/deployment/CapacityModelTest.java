package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.Prerequisite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The program {@code benchmarks/capacity} and its model, by their own tests in Python. */
class CapacityModelTest {

    @Test
    void testsOfTheModelPass() throws IOException, InterruptedException {
        Prerequisite.program("python3");
        Process tests = new ProcessBuilder("python3", "-B", "-m", "unittest", "discover", "-s", "benchmarks/tests")
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, tests.waitFor(), output);
        } finally {
            tests.destroy();
        }
    }
}
