package io.github.proxymtls.suites;

import io.github.proxymtls.suites.SuiteCase.Inputs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** BoringSSL's CRLs. */
public final class Crls {

  /** Where the suite lies. */
  public static final Path FOLDER = Path.of("src/test/resources/suites/boringssl-crl");

  private Crls() {}

  /** All cases. */
  public static List<CrlCase> cases() {
    Map<?, ?> suite = Json.parse(Limbo.read(FOLDER.resolve("cases.json")));
    return Json.objects(suite, "cases").stream().map(Crls::read).toList();
  }

  /** The same as paths, of which only those with a good certificate are valid. */
  public static List<SuiteCase> paths() {
    return cases().stream().map(Crls::path).toList();
  }

  private static SuiteCase path(CrlCase test) {
    int last = test.path().size() - 1;
    return new SuiteCase(
        test.id(),
        test.expected().equals("GOOD"),
        test.path().subList(last, last + 1),
        test.path().get(0),
        test.path().subList(1, last),
        List.of(test.list()),
        test.time(),
        Inputs.ANY);
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
