package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.Operation;
import dev.touchline.testing.ProxyFiles;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The routes of the proxy and of the production gateway match the OpenAPI document. */
@QuarkusTest
class RoutesTest {

    private static final Path GATEWAY = Path.of("k8s", "overlays", "production", "route.yaml");
    private static final Path PAGE = Path.of("src", "main", "resources", "META-INF", "resources");
    /** Operations for administrators only, which the production gateway does not route. */
    private static final String ADMINISTRATION_ROLE = "statistics";

    private static final Set<String> ROLES = Set.of("ingest", "statistics", "live", "notification");

    private final ProxyFiles proxy = ProxyFiles.read();
    private final HttpRoute gateway = HttpRoute.read(GATEWAY);

    @Test
    void everyOperationHasItsRoleInTheOpenApiDocument() {
        List<Operation> operations = operations();
        assertTrue(operations.size() > 20, operations::toString);
        assertEquals(
                ROLES,
                Set.copyOf(operations.stream()
                        .map(Operation::role)
                        .filter(role -> role != null)
                        .toList()));
        assertEquals(
                List.of(),
                operations.stream()
                        .filter(operation -> operation.role() == null)
                        .map(Operation::path)
                        .filter(path -> !path.matches("/(simulations|sports)(/.*)?"))
                        .toList(),
                "served by every role");
    }

    @Test
    void proxyRoutesEveryOperationToItsRole() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            String role = proxy.role(operation.method(), operation.path());
            if (operation.role() == null
                    ? !ROLES.contains(role)
                    : !operation.role().equals(role)) {
                wrong.add(operation + " goes to " + role);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void productionGatewayRoutesEveryOperationToItsRoleExceptForAdministration() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations()) {
            String backend = gateway.backend(operation.method(), operation.path());
            boolean right = operation.role() == null
                    ? ROLES.contains(backend)
                    : operation.role().equals(ADMINISTRATION_ROLE)
                            ? !ADMINISTRATION_ROLE.equals(backend)
                            : operation.role().equals(backend);
            if (!right) {
                wrong.add(operation + " goes to " + backend);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void pageAndOpenApiAreRoutedToLive() throws IOException {
        List<String> paths = new ArrayList<>(List.of("/", "/q/openapi", "/q/swagger-ui/"));
        try (Stream<Path> files = Files.walk(PAGE)) {
            files.filter(Files::isRegularFile)
                    .map(file -> "/" + PAGE.relativize(file).toString().replace('\\', '/'))
                    .forEach(paths::add);
        }
        assertTrue(paths.size() > 10, paths::toString);
        for (String path : paths) {
            assertEquals("live", proxy.role("GET", path), path);
            assertEquals("live", gateway.backend("GET", path), path);
        }
    }

    @Test
    void pathPrefixesMatchWholeSegmentsOnly() {
        for (String path :
                List.of("/eventsource", "/subscriptionsx", "/dead-letters-x", "/matchesx", "/teamsx", "/playersx")) {
            assertEquals("live", proxy.role("PUT", path), path);
            assertEquals("live", gateway.backend("PUT", path), path);
        }
    }

    @Test
    void pathThatIsReadAndWrittenIsSplitByItsMethod() {
        for (String path : List.of(
                "/matches/x",
                "/matches/x/decisions",
                "/matches/x/reports/camera-7%2Fleft",
                "/matches/x/lineups",
                "/competitions/x",
                "/teams/x",
                "/players/x")) {
            assertEquals("live", proxy.role("GET", path), path);
            assertEquals("live", gateway.backend("GET", path), path);
            assertEquals("ingest", proxy.role("PUT", path), path);
            assertEquals("ingest", gateway.backend("PUT", path), path);
        }
        for (String path : List.of("/matches/x/decisions", "/matches/x/alive", "/competitions/x/aliases")) {
            assertEquals("ingest", proxy.role("POST", path), path);
            assertEquals("ingest", gateway.backend("POST", path), path);
        }
        for (String path : List.of("/matches/x", "/matches/x/decisions/y")) {
            assertEquals("ingest", proxy.role("DELETE", path), path);
            assertEquals("ingest", gateway.backend("DELETE", path), path);
        }
    }

    private static List<Operation> operations() {
        JsonNode document = Api.json(Api.request().accept(Api.PLAIN).get("/q/openapi?format=json"));
        return Operation.all(document);
    }
}
