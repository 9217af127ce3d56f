package dev.touchline;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packages: their dependencies as each package-info names them, their sizes, and what is public in them. */
@AnalyzeClasses(packages = "dev.touchline", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = SourcePackages.ROOT;
    private static final SourcePackages SOURCES = SourcePackages.read();
    private static final int MAX_LINES = 1_500;

    /** The domain packages. */
    private static final String[] DOMAIN = {
        ROOT + ".event..", ROOT + ".sport..", ROOT + ".match..", ROOT + ".competition..", ROOT + ".directory.."
    };

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
            .resideInAnyPackage(
                    "java.io..", "java.nio", "java.nio.channels..", "java.nio.file..", "java.net..", "java.sql..");

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
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static void everyPackageInfoNamesDependencies(JavaClasses classes) {
        Set<String> withClasses = classes.stream()
                .map(type -> type.getPackageName().substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(withClasses, SOURCES.names());
        for (String name : SOURCES.names()) {
            Set<String> dependencies = SOURCES.dependencies(name);
            assertNotNull(dependencies, name + " needs a package-info with the sentence \"Depends on …\"");
            assertTrue(SOURCES.names().containsAll(dependencies), () -> name + " names another package");
        }
    }

    @ArchTest
    static void packagesDependOnlyOnPackagesThatTheirPackageInfoNames(JavaClasses classes) {
        for (String name : SOURCES.names()) {
            Set<String> allowed = SOURCES.dependencies(name);
            String[] others = SOURCES.names().stream()
                    .filter(other -> !other.equals(name) && !allowed.contains(other))
                    .map(other -> ROOT + "." + other)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + name)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        }
    }

    @ArchTest
    static void noPackageIsTooLarge(JavaClasses classes) {
        Map<String, Long> tooLarge = SOURCES.names().stream()
                .filter(name -> SOURCES.lines(name) > MAX_LINES)
                .collect(Collectors.toMap(name -> name, SOURCES::lines));
        assertEquals(Map.of(), tooLarge);
    }

    @ArchTest
    static void typesAndMembersArePublicOnlyIfAnotherPackageUsesThem(JavaClasses classes) {
        JavaClasses withTests = new ClassFileImporter().importPackages(ROOT);
        List<String> violations = new VisibilityRule(SOURCES).violations(withTests, classes);
        assertEquals(List.of(), violations, () -> String.join("\n", violations));
    }
}
