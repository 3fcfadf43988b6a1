package io.github.proxymtls.suites;

import io.github.proxymtls.suites.SuiteCase.Inputs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** BoringSSL's malformed certificates and their well-formed counterparts. */
public final class Malformed {

  /** The folder of the suite. */
  public static final Path FOLDER = Path.of("src/test/resources/suites/malformed-certs");

  private static final Instant ANY_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private Malformed() {}

  /** Returns all cases. None has a known issuer. */
  public static List<SuiteCase> cases() {
    Map<?, ?> suite = Json.parse(Limbo.read(FOLDER.resolve("boringssl.json")));
    return Json.objects(suite, "cases").stream().map(Malformed::read).toList();
  }

  private static SuiteCase read(Map<?, ?> test) {
    return new SuiteCase(
        Json.string(test, "id"),
        "ACCEPT".equals(test.get("boringssl")),
        List.of(),
        Json.octets(test, "der"),
        List.of(),
        List.of(),
        ANY_TIME,
        Inputs.ANY);
  }
}
