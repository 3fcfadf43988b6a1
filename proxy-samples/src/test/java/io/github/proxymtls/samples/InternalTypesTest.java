package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The internal types of the filter that the samples use; everything else they do by its API. */
@Tag("slow")
class InternalTypesTest {

  private static final String INTERNAL = "io.github.proxymtls.internal.";

  @Test
  void theSamplesUseTheseInternalTypesOnly() {
    Set<String> used = new TreeSet<>();
    new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("io.github.proxymtls.samples")
        .forEach(
            type ->
                type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> outermost(dependency.getTargetClass()).getFullName())
                    .filter(name -> name.startsWith(INTERNAL))
                    .map(name -> name.substring(INTERNAL.length()))
                    .forEach(used::add));
    assertThat(used)
        .containsExactly(
            "adapter.AdapterBuilder",
            "adapter.AdapterEngine",
            "adapter.RequestRules",
            "binding.FormParser",
            "binding.registry.RegistrationReport",
            "config.ClientRules",
            "config.CompanionHeaders",
            "config.Configuration",
            "config.FileEntry",
            "config.FileKind",
            "config.Problems",
            "config.Profile",
            "config.ProxyRules",
            "config.RevocationSettings",
            "config.reader.ConfigurationReader",
            "config.reader.EditDistance",
            "config.reader.EffectiveValue",
            "config.reader.InCode",
            "config.reader.Layer",
            "config.reader.Settings",
            "decision.Refusal",
            "decision.Result",
            "header.Encoding",
            "header.FormatHint",
            "header.ForwardedCertificate",
            "header.HeaderFormat",
            "header.HeaderLimits",
            "header.HeaderReader",
            "header.Preset",
            "header.ReservedHeaders",
            "header.ValueMistake",
            "path.CertificateValidator",
            "path.ClientCertificate",
            "path.ValidatedCertificate",
            "proxy.ProxyAuthenticator",
            "proxy.RandomPassword",
            "revocation.Revocation",
            "spring.EnvironmentLayers",
            "text.EscapedText",
            "x509.CertificateNames",
            "x509.DecodedCertificate",
            "x509.DistinguishedName",
            "x509.NameRule",
            "x509.ParsedCertificate",
            "x509.PemBlocks");
  }

  private static JavaClass outermost(JavaClass type) {
    JavaClass base = type.getBaseComponentType();
    return base.getEnclosingClass().map(InternalTypesTest::outermost).orElse(base);
  }
}
