package io.github.proxymtls.suites;

import io.github.proxymtls.suites.SuiteCase.Inputs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** C2SP's x509-limbo, adapted to client certificates. */
public final class Limbo {

  /** The folder of the suite. */
  public static final Path FOLDER = Path.of("src/test/resources/suites/x509-limbo");

  private static final Instant ANY_TIME = Instant.parse("2026-01-01T00:00:00Z");

  private Limbo() {}

  /** Returns all cases. */
  public static List<SuiteCase> cases() {
    try (GZIPInputStream json =
        new GZIPInputStream(
            new ByteArrayInputStream(read(FOLDER.resolve("limbo-client-mirror.json.gz"))))) {
      return Stream.concat(
              Json.objects(Json.parse(json.readAllBytes()), "testcases").stream()
                  .map(Limbo::read)
                  .filter(test -> !LimboIntermediates.IDS.contains(test.id())),
              LimboIntermediates.cases(ANY_TIME).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the identifiers of the cases that are relevant for a validator of client certificates.
   */
  public static Set<String> core() {
    Map<?, ?> relevance = Json.parse(read(FOLDER.resolve("client-relevance.json")));
    return Set.copyOf(Json.strings(relevance, "core"));
  }

  private static SuiteCase read(Map<?, ?> test) {
    Object time = test.get("validation_time");
    return new SuiteCase(
        Json.string(test, "id"),
        "SUCCESS".equals(test.get("expected_result")),
        ders(Json.strings(test, "trusted_certs")),
        der(Json.string(test, "peer_certificate")),
        ders(Json.strings(test, "untrusted_intermediates")),
        ders(Json.strings(test, "crls")),
        time == null ? ANY_TIME : OffsetDateTime.parse((String) time).toInstant(),
        inputs((Number) test.get("max_chain_depth")));
  }

  private static Inputs inputs(@org.jspecify.annotations.Nullable Number depth) {
    int issuers = depth == null ? Inputs.ANY.issuers() : depth.intValue();
    return new Inputs(Set.of(), false, false, false, issuers);
  }

  private static List<byte[]> ders(List<String> pems) {
    return pems.stream().map(Limbo::der).toList();
  }

  private static byte[] der(String pem) {
    String body =
        Objects.requireNonNull(pem)
            .lines()
            .filter(line -> !line.startsWith("-"))
            .collect(Collectors.joining());
    return Base64.getDecoder().decode(body);
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
