package io.github.proxymtls.suites;

import io.github.proxymtls.suites.SuiteCase.Inputs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** NIST's PKITS with the policy inputs and expected results of BoringSSL's version. */
public final class Pkits {

  /** The folder of the suite. */
  public static final Path FOLDER = Path.of("src/test/resources/suites/nist-pkits");

  private static final String ANY_POLICY = "anyPolicy";

  private Pkits() {}

  /** Returns all cases. */
  public static List<SuiteCase> cases() {
    Map<?, ?> suite = Json.parse(Limbo.read(FOLDER.resolve("pkits.json")));
    Map<String, byte[]> certificates = unzip("certs.zip");
    Map<String, byte[]> lists = unzip("crls.zip");
    Map<?, ?> oids = (Map<?, ?>) Objects.requireNonNull(suite.get("policy_oids"));
    return Json.objects(suite, "cases").stream()
        .map(test -> read(test, certificates, lists, oids))
        .toList();
  }

  private static SuiteCase read(
      Map<?, ?> test, Map<String, byte[]> certificates, Map<String, byte[]> lists, Map<?, ?> oids) {
    List<byte[]> all =
        Json.strings(test, "certs").stream()
            .map(name -> Objects.requireNonNull(certificates.get(name + ".crt"), name))
            .toList();
    return new SuiteCase(
        Json.string(test, "id") + " " + Json.string(test, "test"),
        Json.isTrue(test, "should_validate"),
        all.subList(0, 1),
        all.get(all.size() - 1),
        all.subList(1, all.size() - 1),
        Json.strings(test, "crls").stream()
            .map(name -> Objects.requireNonNull(lists.get(name + ".crl"), name))
            .toList(),
        Instant.parse(Json.string(test, "time")),
        inputs(test, oids));
  }

  private static Inputs inputs(Map<?, ?> test, Map<?, ?> oids) {
    List<String> names = Json.strings(test, "initial_policy_set");
    Set<String> policies =
        names.contains(ANY_POLICY)
            ? Set.of()
            : names.stream()
                .map(name -> (String) Objects.requireNonNull(oids.get(name)))
                .collect(Collectors.toSet());
    return new Inputs(
        policies,
        Json.isTrue(test, "initial_explicit_policy"),
        Json.isTrue(test, "initial_policy_mapping_inhibit"),
        Json.isTrue(test, "initial_inhibit_any_policy"),
        Inputs.ANY.issuers());
  }

  private static Map<String, byte[]> unzip(String file) {
    Map<String, byte[]> entries = new HashMap<>();
    byte[] zipped = Limbo.read(FOLDER.resolve(file));
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }
}
