package dev.catwalk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.persistence.Entity;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the walls between the rooms: arrows point down, and no room knows a neighbour on its row. */
class ArchitectureTest {
    /** The rooms from the ground up: each may know those of the rows below it, and itself. */
    private static final List<List<String>> ROWS = List.of(
            List.of("component", "network", "encryption"),
            List.of("platform"),
            List.of("database"),
            List.of("retention", "token"),
            List.of("merchant"),
            List.of("category"),
            List.of("delivery"),
            List.of("alert", "relay"),
            List.of("problem"),
            List.of("visit"),
            List.of("walk"),
            List.of("watch"),
            List.of("schedule"),
            List.of("authorize"),
            List.of("push", "api", "console"),
            List.of("startup", "health", "launch"),
            List.of("cli"),
            List.of("keys", "doctor"));

    /** Read once, and not for each test. */
    private static final JavaClasses WORKER = new ClassFileImporter().importPath("target/classes");

    @TestFactory
    Stream<DynamicTest> arrowsPointDown() {
        return IntStream.range(0, ROWS.size()).boxed().flatMap(row -> ROWS.get(row).stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> noClasses()
                        .that()
                        .resideInAPackage(room(name))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(besideAndAbove(row, name))
                        .allowEmptyShould(true)
                        .check(WORKER))));
    }

    @Test
    void thereAreNoOtherRooms() {
        classes()
                .that()
                .haveNameNotMatching("dev\\.catwalk\\.Catwalk(\\$.*)?")
                .should()
                .resideInAnyPackage(rooms(ROWS))
                .check(WORKER);
    }

    /** A client of Vert.x that is made while a request is served is closed with the server, in the midst of our calls. */
    @Test
    void httpClientsAreMadeAtTheStart() {
        classes()
                .that(DescribedPredicate.describe("make a client of Vert.x", ArchitectureTest::makesHttpClient))
                .should()
                .beAnnotatedWith(Startup.class)
                .check(WORKER);
    }

    private static boolean makesHttpClient(JavaClass made) {
        return made.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Vertx.class)
                        && call.getName().equals("createHttpClient"));
    }

    @Test
    void entitiesStayInTheirRoom() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .check(WORKER);
    }

    @Test
    void theClockIsInjected() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.catwalk.cli..",
                        "dev.catwalk.database..",
                        "dev.catwalk.doctor..",
                        "dev.catwalk.launch..",
                        "dev.catwalk.startup..")
                // Quartz dates its triggers by the clock of the machine.
                .and()
                .doNotHaveSimpleName("CheckIns")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(WORKER);
    }

    @Test
    void noTransactionIsOpenWhileThePlatformIsCalled() {
        // A page's calls and its transaction are in different classes; this keeps the callers of the platform free of
        // one.
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage("dev.catwalk.platform..")
                .or()
                .areDeclaredInClassesThat()
                .haveSimpleNameEndingWith("Refresh")
                .or()
                .areDeclaredInClassesThat()
                .haveSimpleName("PageReading")
                .should()
                .beAnnotatedWith(Transactional.class)
                .check(WORKER);
    }

    @Test
    void namesSayARole() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Processor|Impl|Dto|Service)")
                .check(WORKER);
    }

    private static String room(String name) {
        return "dev.catwalk." + name + "..";
    }

    private static String[] besideAndAbove(int row, String name) {
        return Arrays.stream(rooms(ROWS.subList(row, ROWS.size())))
                .filter(other -> !other.equals(room(name)))
                .toArray(String[]::new);
    }

    private static String[] rooms(List<List<String>> rows) {
        return rows.stream().flatMap(List::stream).map(ArchitectureTest::room).toArray(String[]::new);
    }
}
