package dev.touchline;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dependencies between packages are those that each package-info.java states. */
@AnalyzeClasses(packages = "dev.touchline", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "dev.touchline";
    private static final Path SOURCES = Path.of("src", "main", "java", "dev", "touchline");

    /** The packages that each package may depend on. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("event", Set.of()),
            Map.entry("match", Set.of("event")),
            Map.entry("competition", Set.of("event", "match")),
            Map.entry("format", Set.of("event", "match")),
            Map.entry("problem", Set.of("format")),
            Map.entry("http", Set.of()),
            Map.entry("security", Set.of()),
            Map.entry("catalogue", Set.of("event", "format", "problem", "security")),
            Map.entry("role", Set.of("problem")),
            Map.entry("memory", Set.of()),
            Map.entry("messaging", Set.of("event", "memory", "network", "role", "tracing")),
            Map.entry("database", Set.of("role")),
            Map.entry("network", Set.of()),
            Map.entry("tracing", Set.of()),
            Map.entry(
                    "ingest", Set.of("event", "format", "http", "memory", "messaging", "problem", "role", "security")),
            Map.entry(
                    "statistics",
                    Set.of(
                            "event",
                            "match",
                            "format",
                            "messaging",
                            "database",
                            "problem",
                            "role",
                            "security",
                            "tracing")),
            Map.entry(
                    "notification",
                    Set.of("event", "format", "messaging", "database", "problem", "role", "security", "network")),
            Map.entry(
                    "live",
                    Set.of(
                            "event",
                            "match",
                            "competition",
                            "database",
                            "format",
                            "memory",
                            "problem",
                            "role",
                            "security",
                            "tracing")),
            Map.entry("page", Set.of("role")),
            Map.entry("command", Set.of("role", "security", "statistics")),
            Map.entry("simulation", Set.of("format", "problem", "security", "network")),
            Map.entry("dev", Set.of()));

    /** The domain packages. */
    private static final String[] DOMAIN = {ROOT + ".event..", ROOT + ".match..", ROOT + ".competition.."};

    @ArchTest
    static final ArchRule DOMAIN_DEPENDS_ONLY_ON_THE_JDK = classes()
            .that()
            .resideInAnyPackage(DOMAIN)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    Stream.concat(Stream.of(DOMAIN), Stream.of("java..")).toArray(String[]::new));

    @ArchTest
    static final ArchRule PURE_PACKAGES_DO_NO_IO = noClasses()
            .that()
            .resideInAnyPackage(DOMAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.sql..");

    @ArchTest
    static final ArchRule PURE_PACKAGES_HAVE_NO_CLOCK = noClasses()
            .that()
            .resideInAnyPackage(DOMAIN)
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule ONLY_MESSAGING_USES_AMQP = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".messaging..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.rabbitmq..", "io.vertx.rabbitmq..");

    @ArchTest
    static final ArchRule ONLY_DEV_USES_EMBEDDED_SERVICES = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".dev..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.qpid..", "io.zonky..");

    @ArchTest
    static final ArchRule ONLY_PERSISTENCE_USES_JDBC = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ROOT + ".database..",
                    ROOT + ".statistics..",
                    ROOT + ".notification..",
                    ROOT + ".live..",
                    ROOT + ".dev..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "io.agroal..", "org.postgresql..");

    /** The build of a native executable initializes constants; these types must be created in the running process. */
    @ArchTest
    static final ArchRule NO_CONSTANT_HOLDS_RUNTIME_STATE = noFields()
            .that()
            .areStatic()
            .should()
            .haveRawType(assignableTo(io.vertx.core.buffer.Buffer.class)
                    .or(assignableTo(java.util.Random.class))
                    .or(assignableTo(Thread.class))
                    .or(assignableTo(java.util.concurrent.Executor.class))
                    .or(assignableTo(java.net.http.HttpClient.class)));

    /** NativeCachesTest can check only caches that are built at the start of the application. */
    @ArchTest
    static final ArchRule CACHES_ARE_BUILT_AT_START = noClasses()
            .that()
            .areNotAnnotatedWith(io.quarkus.runtime.Startup.class)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("com.github.benmanes.caffeine.cache.Caffeine");

    @ArchTest
    static final SliceRule PACKAGES_ARE_FREE_OF_CYCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static void packagesDependOnlyOnWhatTheirPackageInfoNames(JavaClasses classes) {
        ARROWS.forEach((room, allowed) -> {
            String[] others = ARROWS.keySet().stream()
                    .filter(other -> !other.equals(room) && !allowed.contains(other))
                    .map(other -> ROOT + "." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        });
    }

    @ArchTest
    static void everyPackageHasDependenciesListed(JavaClasses classes) {
        Set<String> rooms = classes.stream()
                .map(type -> type.getPackageName().substring(ROOT.length()).split("\\."))
                .map(parts -> parts.length > 1 ? parts[1] : "")
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(ARROWS.keySet()), rooms);
    }

    @ArchTest
    static void everyPackageHasPackageInfo(JavaClasses classes) throws IOException {
        List<Path> silent = new ArrayList<>();
        try (Stream<Path> folders = Files.walk(SOURCES)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.list(folder)) {
                    boolean hasClasses = files.anyMatch(file -> file.toString().endsWith(".java"));
                    if (hasClasses && !Files.exists(folder.resolve("package-info.java"))) {
                        silent.add(folder);
                    }
                }
            }
        }
        assertEquals(List.of(), silent);
    }
}
