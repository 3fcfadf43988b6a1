package io.github.proxymtls.internal.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way through the library is one-directional. */
class ArchitectureTest {

  private static final String BASE = "io.github.proxymtls";

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void onlyTheServletPackageAndTheOneThatRegistersItKnowServlets() {
    noClasses()
        .that()
        .resideOutsideOfPackages(BASE + ".servlet", BASE + ".spring")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.servlet..", BASE + ".servlet..")
        .check(LIBRARY);
  }

  @Test
  void onlyTheMicrometerPackageAndTheOneThatRegistersItKnowMicrometer() {
    noClasses()
        .that()
        .resideOutsideOfPackages(BASE + ".micrometer", BASE + ".spring")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", BASE + ".micrometer..")
        .check(LIBRARY);
  }

  @Test
  void onlyTheSpringPackageKnowsSpring() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".spring")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", BASE + ".spring..")
        .check(LIBRARY);
  }

  @Test
  void headerKnowsNoOtherStage() {
    mustNotKnow("header", "config", "proxy", "trust", "binding");
  }

  @Test
  void configurationKnowsOnlyTheHeaderFormats() {
    mustNotKnow("config", "proxy", "trust", "binding");
  }

  @Test
  void addressesKnowNoStage() {
    mustNotKnow("address", "config", "fetch", "header", "proxy", "trust", "binding");
  }

  @Test
  void fetchingKnowsNoStage() {
    mustNotKnow("fetch", "config", "header", "proxy", "trust", "binding");
  }

  @Test
  void trustKnowsNeitherProxyNorBinding() {
    mustNotKnow("trust", "proxy", "binding");
  }

  @Test
  void proxyAuthenticationReadsNoClientCertificate() {
    mustNotKnow("proxy", "binding");
    noClasses()
        .that()
        .resideInAPackage(BASE + ".proxy")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("CertificateValidator")
        .check(LIBRARY);
  }

  @Test
  void onlyItsOwnStageMakesWhatAStageProves() {
    for (String type :
        List.of(
            "ProxyIdentity", "ForwardedCertificate", "ValidatedCertificate", "PinnedCandidate")) {
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

  private static void mustNotKnow(String stage, String... others) {
    for (String other : others) {
      noClasses()
          .that()
          .resideInAPackage(BASE + "." + stage)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BASE + "." + other)
          .check(LIBRARY);
    }
  }
}
