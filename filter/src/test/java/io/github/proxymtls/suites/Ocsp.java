package io.github.proxymtls.suites;

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
