package dev.wagl;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the package map: arrows only downward, and which library is known where. In one module this is the module system. */
class ArchitectureTest {

    /** From the top down; those of the first row do not know each other. */
    private static final List<List<String>> LAYERS = List.of(
            List.of("http", "health", "metrics"),
            List.of("transport"),
            List.of("forwarding"),
            List.of("querylog"),
            List.of("sync"),
            List.of("demo"),
            List.of("discovery"),
            List.of("swarm"),
            List.of("nameserver"),
            List.of("zone"),
            List.of("dns"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Wagl.class.getProtectionDomain().getCodeSource().getLocation());

    static Stream<List<String>> packagesAndThoseAbove() {
        return LAYERS.stream()
                .flatMap(row -> row.stream().map(name -> {
                    List<String> above = LAYERS.subList(0, LAYERS.indexOf(row)).stream()
                            .flatMap(List::stream)
                            .toList();
                    List<String> beside =
                            row.stream().filter(other -> !other.equals(name)).toList();
                    return Stream.of(Stream.of(name), above.stream(), beside.stream())
                            .flatMap(s -> s)
                            .toList();
                }));
    }

    /** @param packages a package, and all that it must not know */
    @ParameterizedTest
    @MethodSource("packagesAndThoseAbove")
    void arrowsPointDownward(List<String> packages) {
        String[] forbidden = Stream.concat(
                        Stream.of("dev.wagl"), packages.stream().skip(1).map(ArchitectureTest::in))
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(in(packages.get(0)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden));
    }

    @Test
    void everyPackageHasItsPlace() {
        List<String> known = LAYERS.stream()
                .flatMap(List::stream)
                .map(name -> "dev.wagl." + name)
                .toList();
        assertThat(CLASSES.stream().map(type -> type.getPackageName()).filter(name -> !name.equals("dev.wagl")))
                .isNotEmpty()
                .allMatch(known::contains);
    }

    @Test
    void thereAreNoCycles() {
        check(slices().matching("dev.wagl.(*)..").should().beFreeOfCycles());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dns", "zone", "nameserver", "discovery"})
    void theCoreNeedsNothingButTheJdk(String name) {
        check(classes()
                .that()
                .resideInAPackage(in(name))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "dev.wagl.."));
    }

    @Test
    void dockerJavaAppearsInSwarmAlone() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(in("swarm"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.github.dockerjava..", "org.apache.hc.."));
    }

    @Test
    void quarkusAndCdiStopAtSync() {
        check(noClasses()
                .that()
                .resideInAnyPackage(in("demo"), in("discovery"), in("swarm"), in("nameserver"), in("zone"), in("dns"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "org.eclipse.microprofile..", "io.smallrye.."));
    }

    @Test
    void vertxAndNettyAreTheTransports() {
        check(noClasses()
                .that()
                .resideInAnyPackage(in("sync"), in("demo"), in("discovery"), in("swarm"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty.."));
    }

    @Test
    void picocliIsTheCommandLines() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.wagl")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli.."));
    }

    @Test
    void namesSayWhatAClassIs() {
        check(noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl|Common|Base)(\\$.*)?"));
        check(noClasses().should().resideInAnyPackage("..util..", "..utils..", "..common..", "..helper.."));
    }

    @Test
    void onlyTheCommandLinePrints() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Wagl.class.getName())
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    @Test
    void nobodyWaitsBySleeping() {
        check(noClasses().should().callMethod(Thread.class, "sleep", long.class));
    }

    @Test
    void aRuleCanFail() {
        assertThatThrownBy(() -> check(noClasses()
                        .that()
                        .resideInAPackage("dev.wagl")
                        .should()
                        .dependOnClassesThat(resideInAPackage("picocli..").and(not(resideInAnyPackage("java.."))))))
                .isInstanceOf(AssertionError.class);
    }

    /** A package that has no class yet breaks no rule. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static String in(String name) {
        return "dev.wagl." + name + "..";
    }
}
