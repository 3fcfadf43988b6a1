package io.github.proxymtls;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which package may know which. */
class ArchitectureTest {

  private static final String BASE = "io.github.proxymtls";
  private static final int MOST_TYPES = 45;

  /**
   * The packages from the bottom up, each with those that it uses. {@link ProxyMtls} puts
   * everything together and is left out.
   */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          arrows("internal.text"),
          arrows("internal.threads"),
          arrows("internal.address"),
          arrows("", "internal.text"),
          arrows("internal.log", "", "internal.text"),
          arrows("internal.decision", "", "internal.text", "internal.x509"),
          arrows("internal.fetch", "", "internal.threads"),
          arrows("internal.jose", "internal.fetch", "internal.text", "internal.threads"),
          arrows("oauth", "internal.jose"),
          arrows("internal.x509", "internal.address", "internal.text"),
          arrows("internal.header", "", "internal.x509", "internal.decision", "internal.text"),
          arrows("internal.config", "", "internal.header", "internal.text", "internal.x509"),
          arrows(
              "internal.config.reader",
              "",
              "internal.config",
              "internal.fetch",
              "internal.header",
              "internal.text",
              "internal.x509"),
          arrows(
              "internal.path",
              "",
              "internal.config",
              "internal.header",
              "internal.x509",
              "internal.decision",
              "internal.text"),
          arrows("internal.revocation.source", "internal.config"),
          arrows(
              "internal.revocation.crl",
              "internal.config",
              "internal.decision",
              "internal.fetch",
              "internal.path",
              "internal.revocation.source",
              "internal.text",
              "internal.x509"),
          arrows(
              "internal.revocation.ocsp",
              "",
              "internal.config",
              "internal.fetch",
              "internal.path",
              "internal.revocation.source",
              "internal.x509"),
          arrows(
              "internal.revocation",
              "",
              "internal.config",
              "internal.decision",
              "internal.fetch",
              "internal.path",
              "internal.revocation.crl",
              "internal.revocation.ocsp",
              "internal.revocation.source",
              "internal.text",
              "internal.threads",
              "internal.x509"),
          arrows(
              "internal.proxy",
              "",
              "internal.address",
              "internal.config",
              "internal.path",
              "internal.text",
              "internal.x509",
              "internal.decision"),
          arrows(
              "internal.binding.registry",
              "",
              "oauth",
              "internal.config",
              "internal.decision",
              "internal.fetch",
              "internal.jose",
              "internal.path",
              "internal.text",
              "internal.threads",
              "internal.x509"),
          arrows(
              "internal.binding.token",
              "",
              "oauth",
              "internal.config",
              "internal.decision",
              "internal.fetch",
              "internal.jose",
              "internal.threads"),
          arrows(
              "internal.binding",
              "",
              "oauth",
              "internal.binding.registry",
              "internal.binding.token",
              "internal.config",
              "internal.decision",
              "internal.fetch",
              "internal.jose",
              "internal.path",
              "internal.x509"),
          arrows(
              "internal.adapter",
              "",
              "internal.config",
              "internal.config.reader",
              "internal.decision",
              "internal.log",
              "internal.text"),
          arrows("internal.cache", "", "internal.path", "internal.text", "internal.x509"),
          arrows(
              "internal.reload",
              "",
              "internal.binding",
              "internal.config",
              "internal.config.reader",
              "internal.header",
              "internal.log",
              "internal.path",
              "internal.proxy",
              "internal.text",
              "internal.threads"),
          arrows("internal.spring", "internal.config.reader"),
          arrows(
              "internal.engine",
              "",
              "oauth",
              "internal.adapter",
              "internal.binding",
              "internal.binding.registry",
              "internal.cache",
              "internal.config",
              "internal.config.reader",
              "internal.decision",
              "internal.fetch",
              "internal.header",
              "internal.log",
              "internal.path",
              "internal.proxy",
              "internal.reload",
              "internal.revocation",
              "internal.text",
              "internal.threads",
              "internal.x509"),
          arrows("micrometer", "", "internal.adapter"),
          arrows("internal.container", "", "internal.config"),
          arrows(
              "servlet",
              "",
              "internal.adapter",
              "internal.binding",
              "internal.config",
              "internal.container",
              "internal.decision",
              "internal.log",
              "internal.text"),
          arrows(
              "spring",
              "",
              "oauth",
              "micrometer",
              "servlet",
              "internal.adapter",
              "internal.config",
              "internal.config.reader",
              "internal.spring"));

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  private static final JavaClasses PARTS =
      LIBRARY.that(
          DescribedPredicate.describe(
              "not ProxyMtls", type -> !outermost(type).isEquivalentTo(ProxyMtls.class)));

  private static Map.Entry<String, Set<String>> arrows(String from, String... to) {
    return Map.entry(from, Set.of(to));
  }

  @Test
  void packagesUseEachOtherAsDeclared() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : PARTS) {
      String from = nameBelowBase(type.getPackageName());
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
          .filter(name -> name.equals(BASE) || name.startsWith(BASE + "."))
          .map(ArchitectureTest::nameBelowBase)
          .filter(to -> !to.equals(from))
          .forEach(to -> found.add(from + " -> " + to));
    }
    Set<String> declared = new TreeSet<>();
    ARROWS.forEach((from, all) -> all.forEach(to -> declared.add(from + " -> " + to)));
    assertThat(found).containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void packagesHaveNoCircle() {
    SlicesRuleDefinition.slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass type) {
                return SliceIdentifier.of(type.getPackageName());
              }

              @Override
              public String getDescription() {
                return "packages";
              }
            })
        .should()
        .beFreeOfCycles()
        .check(PARTS);
  }

  @Test
  void noPackageHasMoreThan45Files() {
    Map<String, Integer> files = new HashMap<>();
    for (JavaClass type : LIBRARY) {
      if (outermost(type).equals(type)) {
        files.merge(type.getPackageName(), 1, Integer::sum);
      }
    }
    assertThat(files).allSatisfy((name, count) -> assertThat(count).isLessThan(MOST_TYPES + 1));
  }

  @Test
  void onlyServletAndSpringPackagesUseServlets() {
    mayKnow("jakarta.servlet..", BASE + ".servlet", BASE + ".internal.container", BASE + ".spring");
  }

  @Test
  void onlyMicrometerAndSpringPackagesUseMicrometer() {
    mayKnow("io.micrometer..", BASE + ".micrometer", BASE + ".spring");
  }

  @Test
  void onlySpringPackagesUseSpring() {
    mayKnow("org.springframework..", BASE + ".spring", BASE + ".internal.spring");
  }

  @Test
  void proxyAuthenticationReadsNoClientCertificate() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".internal.proxy")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("CertificateValidator")
        .check(LIBRARY);
  }

  @Test
  void onlyAStageCreatesItsOwnResult() {
    for (String type :
        List.of("ForwardedCertificate", "ValidatedCertificate", "PinnedCertificate")) {
      constructors()
          .that()
          .areDeclaredInClassesThat()
          .haveSimpleName(type)
          .should()
          .bePackagePrivate()
          .check(LIBRARY);
    }
  }

  @Test
  void onlyItsOwnPackageCreatesAnIdentity() {
    classes()
        .that()
        .implement(ProxyIdentity.class)
        .or()
        .implement(ClientIdentity.class)
        .should()
        .bePackagePrivate()
        .check(LIBRARY);
  }

  @Test
  void noClassOfTheLibraryHasStaticMutableState() {
    fields()
        .that()
        .areStatic()
        .and()
        .areDeclaredInClassesThat()
        .resideInAPackage(BASE + "..")
        .should()
        .beFinal()
        .check(LIBRARY);
  }

  private static void mayKnow(String others, String... allowed) {
    noClasses()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(others)
        .check(LIBRARY);
  }

  private static String nameBelowBase(String packageName) {
    return packageName.equals(BASE) ? "" : packageName.substring(BASE.length() + 1);
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }
}
