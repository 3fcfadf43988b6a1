package io.github.proxymtls.suites;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** BoringSSL's OCSP responses. */
public final class Ocsp {

  /** The folder of the suite. */
  public static final Path FOLDER = Path.of("src/test/resources/suites/boringssl-ocsp");

  /**
   * A time at which answers without nextUpdate are not older than the 24 hours for which the filter
   * uses them.
   */
  private static final Instant FRESH = Instant.parse("2017-03-02T00:00:00Z");

  private static final String ENDED = "stale_response";

  private Ocsp() {}

  /** Returns all cases. */
  public static List<OcspCase> cases() {
    Map<?, ?> suite = Json.parse(Limbo.read(FOLDER.resolve("cases.json")));
    return Json.objects(suite, "cases").stream().map(Ocsp::read).toList();
  }

  /** Returns the cases as paths with new signatures. */
  public static List<RevocationCase> signedAnew() {
    return cases().stream().map(Ocsp::signedAnew).toList();
  }

  private static RevocationCase signedAnew(OcspCase test) {
    List<byte[]> path = List.of(test.certificate(), test.authority());
    Resigner resigner = new Resigner(path);
    return RevocationCase.of(
        test.id(),
        test.expected(),
        resigner.path(path),
        resigner.response(test.response()),
        test.id().equals(ENDED) ? test.time() : FRESH);
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
