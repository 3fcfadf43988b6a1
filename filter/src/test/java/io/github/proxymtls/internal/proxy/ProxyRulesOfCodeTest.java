package io.github.proxymtls.internal.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProxyRulesOfCodeTest {

  private static final String PACKAGE = "io.github.proxymtls.internal.proxy";

  private static final JavaClasses PROXY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(PACKAGE);

  @Test
  void comparesCredentialsInConstantTime() {
    classes()
        .that()
        .haveSimpleName("RandomPasswordHash")
        .should()
        .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
        .check(PROXY);
    classes()
        .that()
        .haveSimpleName("BasicUser")
        .should()
        .callMethod(KeyedHash.Digest.class, "equals", Object.class)
        .check(PROXY);
    noClasses()
        .should()
        .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
        .check(PROXY);
  }

  @Test
  void readsAddressesWithoutDns() {
    noClasses().should().dependOnClassesThat().areAssignableTo(InetAddress.class).check(PROXY);
  }
}
