package dev.catwalk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.persistence.Entity;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the walls between the rooms: arrows point down, and nobody looks at a neighbour on the same row. */
class ArchitectureTest {
    /** What each package may know of ours, besides itself. */
    private static final Map<String, List<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("platform", List.of()),
            Map.entry("database", List.of("platform")),
            Map.entry("retention", List.of("database")),
            Map.entry("token", List.of("platform", "database")),
            Map.entry("merchant", List.of("platform", "database", "retention")),
            Map.entry("category", List.of("platform", "database", "retention", "token", "merchant")),
            Map.entry("delivery", List.of("platform", "database")),
            Map.entry("alert", List.of("platform", "database", "retention", "token", "merchant", "delivery")),
            Map.entry("walk", List.of("platform", "database", "retention", "token", "merchant", "category", "alert")),
            Map.entry("push", List.of("platform", "database", "token", "merchant", "category", "alert", "walk")),
            Map.entry(
                    "ops",
                    List.of(
                            "platform",
                            "database",
                            "retention",
                            "token",
                            "merchant",
                            "category",
                            "delivery",
                            "alert",
                            "walk",
                            "push")));

    private final JavaClasses worker = new ClassFileImporter().importPath("target/classes");

    @TestFactory
    List<DynamicTest> arrowsPointDown() {
        return MAY_KNOW.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> noClasses()
                        .that()
                        .resideInAPackage(room(name))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(forbiddenFor(name))
                        .allowEmptyShould(true)
                        .check(worker)))
                .toList();
    }

    @Test
    void thereAreNoOtherRooms() {
        classes()
                .should()
                .resideInAnyPackage(
                        MAY_KNOW.keySet().stream().map(ArchitectureTest::room).toArray(String[]::new))
                .check(worker);
    }

    /** A client of Vert.x that is made while a request is served is closed with the server, in the midst of our calls. */
    @Test
    void httpClientsAreMadeAtTheStart() {
        classes()
                .that(DescribedPredicate.describe("make a client of Vert.x", ArchitectureTest::makesHttpClient))
                .should()
                .beAnnotatedWith(Startup.class)
                .check(worker);
    }

    private static boolean makesHttpClient(JavaClass made) {
        return made.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Vertx.class)
                        && call.getName().equals("createHttpClient"));
    }

    @Test
    void roomsFormNoCycle() {
        SlicesRuleDefinition.slices()
                .matching("dev.catwalk.(*)..")
                .should()
                .beFreeOfCycles()
                .check(worker);
    }

    @Test
    void entitiesStayInTheirRoom() {
        classes()
                .that()
                .areAnnotatedWith(Entity.class)
                .should()
                .bePackagePrivate()
                .check(worker);
    }

    @Test
    void theClockIsInjected() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.catwalk.ops..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(worker);
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
                .check(worker);
    }

    @Test
    void namesSayARole() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Processor|Impl|Dto|Service)")
                .check(worker);
    }

    private static String room(String name) {
        return "dev.catwalk." + name + "..";
    }

    private static String[] forbiddenFor(String name) {
        List<String> forbidden = new ArrayList<>(MAY_KNOW.keySet());
        forbidden.remove(name);
        forbidden.removeAll(MAY_KNOW.get(name));
        return forbidden.stream().map(ArchitectureTest::room).toArray(String[]::new);
    }
}
