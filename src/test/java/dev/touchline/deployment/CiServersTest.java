package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Prerequisite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/servers} with programs in place of apt that know other versions. */
class CiServersTest {

    private static final Path SCRIPT = Path.of(".ci", "servers").toAbsolutePath();

    @TempDir
    Path folder;

    private String rabbitmq;
    private String postgresql;

    @BeforeEach
    void writePrograms() throws IOException {
        Prerequisite.program("bash");
        Prerequisite.program("dpkg-deb");
        rabbitmq = recorded("rabbitmq");
        postgresql = recorded("postgresql");
        program("id", "echo ${TEST_USER:-0}");
        program("apt-get", """
                case "$*" in
                  indextargets*) echo https://mirror.invalid/debian ;;
                  *install*)
                    [ -z "${TEST_BROKEN:-}" ] || { echo "E: broken packages"; exit 100; }
                    touch "$(sed -n 's/^Dir::Cache "\\(.*\\)";/\\1/p' "$APT_CONFIG")/archives/one.deb" ;;
                esac
                """);
        program("apt-cache", """
                grep " $2 " <<<"$TEST_VERSIONS" | sed 's/$/ | mirror/'
                """);
        program("dpkg-deb", "mkdir -p \"$3\"");
    }

    private static String recorded(String server) throws IOException {
        Matcher version = Pattern.compile("(?m)^" + server + "=(\\S+)$").matcher(Files.readString(SCRIPT));
        assertTrue(version.find());
        return version.group(1);
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + script);
        assertTrue(file.toFile().setExecutable(true));
    }

    private record Ending(int code, String out, String err) {}

    /** Runs the script with these packages on the mirror. */
    private Ending run(Map<String, String> environment, String... packages) throws Exception {
        Prerequisite.file(Path.of("/usr/share/keyrings/debian-archive-keyring.gpg"));
        ProcessBuilder builder = new ProcessBuilder("bash", SCRIPT.toString());
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, own) -> own + ":" + path);
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment()
                .put("TEST_VERSIONS", List.of(packages).stream().collect(Collectors.joining("\n", " ", " ")));
        builder.environment().putAll(environment);
        Path err = folder.resolve("err");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ending(process.waitFor(), out.strip(), Files.readString(err));
    }

    private static String listed(String name, String version) {
        return " " + name + " | " + version;
    }

    private String options(String rabbitmqVersion, String postgresqlVersion) {
        Path servers = folder.resolve("cache").resolve("touchline").resolve("servers");
        return "-Dtouchline.rabbitmq=" + servers.resolve("rabbitmq-" + rabbitmqVersion) + " -Dtouchline.postgresql="
                + servers.resolve("postgresql-" + postgresqlVersion);
    }

    @Test
    void recordedVersionsAreTakenAndKept() throws Exception {
        Ending first = run(
                Map.of(),
                listed("rabbitmq-server", rabbitmq),
                listed("rabbitmq-server", rabbitmq + ".1"),
                listed("postgresql-18", postgresql));
        assertEquals(0, first.code(), first::err);
        assertEquals(options(rabbitmq, postgresql), first.out());
        assertFalse(first.err().contains("is taken"), first::err);
        Ending again = run(Map.of("TEST_BROKEN", "yes"));
        assertEquals(first.out(), again.out(), "the mirror is not asked again");
        assertEquals("", again.err());
    }

    @Test
    void newestVersionOfTheSeriesIsTakenForOneThatIsGone() throws Exception {
        Ending ending = run(
                Map.of(),
                listed("rabbitmq-server", "4.3.10-1"),
                listed("rabbitmq-server", "4.3.9-2"),
                listed("rabbitmq-server", "4.4.0-1"),
                listed("postgresql-18", "18.11-1"));
        assertEquals(0, ending.code(), ending::err);
        assertEquals(options("4.3.10-1", "18.11-1"), ending.out());
        assertTrue(ending.err().contains("rabbitmq-server " + rabbitmq), ending::err);
        assertTrue(ending.err().contains("4.3.10-1 is taken"), ending::err);
        assertTrue(ending.err().contains("18.11-1 is taken"), ending::err);
    }

    @Test
    void missingSeriesIsAFailure() throws Exception {
        Ending ending = run(Map.of(), listed("rabbitmq-server", "4.4.0-1"), listed("postgresql-18", postgresql));
        assertEquals(1, ending.code());
        assertEquals("", ending.out());
        assertTrue(ending.err().contains("neither rabbitmq-server " + rabbitmq), ending::err);
    }

    @Test
    void failureOfAptIsAFailureWithItsReason() throws Exception {
        Ending ending = run(
                Map.of("TEST_BROKEN", "yes"), listed("rabbitmq-server", rabbitmq), listed("postgresql-18", postgresql));
        assertEquals(1, ending.code());
        assertTrue(ending.err().contains("E: broken packages"), ending::err);
    }

    @Test
    void userWithoutRightsSkips() throws Exception {
        Ending ending = run(Map.of("TEST_USER", "1000"));
        assertEquals(2, ending.code());
        assertTrue(ending.err().contains("needs root"), ending::err);
    }

    @Test
    void buildFailsUnlessServersCannotBeUsed() throws IOException {
        String run = Files.readString(Path.of(".ci", "run"));
        assertTrue(run.contains("servers=$(.ci/servers) || ended=$?"), run);
        assertTrue(run.contains("2) echo \"SKIPPED:"), run);
        assertTrue(run.contains("*) exit \"$ended\""), run);
    }
}
