package io.github.proxymtls.suites;

import io.github.proxymtls.suites.SuiteCase.Inputs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** BoringSSL's OCSP responses. */
public final class Ocsp {

  /** Where the suite lies. */
  public static final Path FOLDER = Path.of("src/test/resources/suites/boringssl-ocsp");

  private Ocsp() {}

  /** All cases. */
  public static List<OcspCase> cases() {
    Map<?, ?> suite = Json.parse(Limbo.read(FOLDER.resolve("cases.json")));
    return Json.objects(suite, "cases").stream().map(Ocsp::read).toList();
  }

  /** The path of a case, which is valid where its response says so. */
  public static SuiteCase path(OcspCase test) {
    return new SuiteCase(
        test.id(),
        test.expected().equals("GOOD"),
        List.of(test.authority()),
        test.certificate(),
        List.of(),
        List.of(),
        test.time(),
        Inputs.ANY);
  }

  private static OcspCase read(Map<?, ?> test) {
    return new OcspCase(
        Json.string(test, "id"),
        Json.string(test, "expected"),
        Json.octets(test, "ocsp_response"),
        Json.octets(test, "cert"),
        Json.octets(test, "ca"),
        Instant.parse(Json.string(test, "time")),
        Duration.ofDays(((Number) test.get("max_age_days")).longValue()));
  }
}
