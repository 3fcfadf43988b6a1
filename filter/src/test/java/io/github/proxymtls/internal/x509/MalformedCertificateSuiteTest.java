package io.github.proxymtls.internal.x509;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs BoringSSL's malformed certificates through the strict DER decoder. */
@Tag("slow")
class MalformedCertificateSuiteTest {

  private static final Path FOLDER = Path.of("src/test/resources/suites/malformed-certs");
  private static final int CASES = 59;

  @Test
  void agreesExceptForTheListedDivergences() throws IOException, ParseException {
    List<Map<?, ?>> cases = cases();

    Map<String, String> disagreements =
        cases.stream()
            .filter(test -> !outcome(test).equals(test.get("boringssl")))
            .collect(
                Collectors.toMap(
                    test -> (String) test.get("id"), MalformedCertificateSuiteTest::outcome));

    assertThat(cases).hasSize(CASES);
    assertThat(disagreements).isEqualTo(divergences());
  }

  private static String outcome(Map<?, ?> test) {
    byte[] der = Base64.getDecoder().decode((String) test.get("der"));
    return Der.certificate(der) == null ? "REJECT" : "ACCEPT";
  }

  private static List<Map<?, ?>> cases() throws IOException, ParseException {
    String json = Files.readString(FOLDER.resolve("boringssl.json"), StandardCharsets.UTF_8);
    List<?> cases = (List<?>) JSONObjectUtils.parse(json).get("cases");
    return cases.stream().<Map<?, ?>>map(test -> (Map<?, ?>) test).toList();
  }

  private static Map<String, String> divergences() throws IOException {
    return Files.readAllLines(FOLDER.resolve("divergences.txt"), StandardCharsets.UTF_8).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" \\| ", -1))
        .collect(Collectors.toMap(columns -> columns[0], columns -> columns[1]));
  }
}
