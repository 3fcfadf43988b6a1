package io.github.proxymtls.suites;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** BoringSSL's CRLs. */
public final class Crls {

  /** The folder of the suite. */
  public static final Path FOLDER = Path.of("src/test/resources/suites/boringssl-crl");

  private Crls() {}

  /** Returns all cases. */
  public static List<CrlCase> cases() {
    Map<?, ?> suite = Json.parse(Limbo.read(FOLDER.resolve("cases.json")));
    return Json.objects(suite, "cases").stream().map(Crls::read).toList();
  }

  /** Returns the cases as paths with new signatures. */
  public static List<RevocationCase> signedAnew() {
    return cases().stream().map(Crls::signedAnew).toList();
  }

  private static RevocationCase signedAnew(CrlCase test) {
    Resigner resigner = new Resigner(test.path());
    return RevocationCase.of(
        test.id(),
        test.expected(),
        resigner.path(test.path()),
        resigner.list(test.list()),
        test.time());
  }

  private static CrlCase read(Map<?, ?> test) {
    return new CrlCase(
        Json.string(test, "id"),
        Json.string(test, "expected"),
        Json.octets(test, "crl"),
        Stream.of("cert", "ca", "ca2")
            .filter(test::containsKey)
            .map(member -> Json.octets(test, member))
            .toList(),
        Instant.parse(Json.string(test, "time")),
        Duration.ofDays(((Number) test.get("max_age_days")).longValue()));
  }
}
