package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.header.Vector;
import io.github.proxymtls.internal.proxy.RandomPassword;
import io.github.proxymtls.samples.doctor.HeaderValue;
import io.github.proxymtls.testing.PlainRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor and the filter give the same answer, whatever a proxy sends. */
@Tag("slow")
class DoctorAgreementTest {

  private static final Path CERTIFICATES =
      Path.of("../filter/src/test/resources/vectors/certificates");

  private static final String CREDENTIAL = "Proxy-Authorization";

  @TempDir private Path folder;
  private String credential = "";

  /** What a configuration must say to read a vector. */
  private record Reading(HeaderFormat format, HeaderLimits limits) {

    static Reading of(Vector vector) {
      return new Reading(vector.format(), vector.limits());
    }

    String verdict() {
      return format.verifySuccess().stream().min(Comparator.naturalOrder()).orElse("");
    }
  }

  /** A request of the proxy. */
  private record Sent(List<Map.Entry<String, String>> lines) implements PlainRequest {

    @Override
    public Iterable<String> headerNames() {
      return lines.stream().map(Map.Entry::getKey).distinct().toList();
    }

    @Override
    public List<String> headers(String name) {
      return lines.stream()
          .filter(line -> line.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .toList();
    }
  }

  @BeforeEach
  void writeFiles() throws IOException {
    RandomPassword password = RandomPassword.make();
    Files.writeString(folder.resolve("users"), "edge-1:" + password.hash() + "\n");
    byte[] plain = ("edge-1:" + password.text()).getBytes(StandardCharsets.US_ASCII);
    credential = "Basic " + Base64.getEncoder().encodeToString(plain);
    String anchors =
        Files.readString(CERTIFICATES.resolve("root.pem"))
            + Files.readString(CERTIFICATES.resolve("captured-root.pem"));
    Files.writeString(folder.resolve("ca.pem"), anchors);
  }

  @Test
  void headerIsDecidedAsByTheFilter() throws IOException {
    int accepted = 0;
    for (Map.Entry<Reading, List<Vector>> entry : byReading().entrySet()) {
      Reading reading = entry.getKey();
      String config = config(reading);
      try (ProxyMtls filter = ProxyMtls.builder().set("proxymtls.config", config).build()) {
        for (String value : values(entry.getValue(), reading)) {
          String expected = answer(filter.decide(request(value, reading)));
          DoctorRun run =
              DoctorRun.of(
                  value, "header", "--config", config, "--json", "--verdict", reading.verdict());

          assertThat(decision(run)).as(reading + " " + value).isEqualTo(expected);
          assertThat(run.status()).isEqualTo(isRejection(expected) ? 1 : 0);
          accepted += expected.equals("accepted") ? 1 : 0;
        }
      }
    }
    assertThat(accepted).isGreaterThan(10);
  }

  @Test
  void requestIsDecidedAsByTheFilter() throws IOException {
    for (Map.Entry<Reading, List<Vector>> entry : byReading().entrySet()) {
      String config = config(entry.getKey());
      try (ProxyMtls filter = ProxyMtls.builder().set("proxymtls.config", config).build()) {
        for (Vector vector : entry.getValue()) {
          List<Map.Entry<String, String>> lines = new ArrayList<>(List.of(proxy()));
          vector.lines().forEach(line -> lines.add(Map.entry(line.name(), line.value())));
          if (lines.stream().allMatch(line -> isText(line.getValue()))) {
            String expected = answer(filter.decide(new Sent(lines)));

            assertThat(decision(doctorRequest(lines, config)))
                .as(vector.toString())
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  private DoctorRun doctorRequest(List<Map.Entry<String, String>> lines, String config)
      throws IOException {
    String text =
        lines.stream()
            .map(line -> line.getKey() + ": " + line.getValue() + "\r\n")
            .collect(Collectors.joining("", "GET / HTTP/1.1\r\n", "\r\n"));
    Path file = folder.resolve("request.txt");
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    return DoctorRun.of("", "request", file.toString(), "--config", config, "--json");
  }

  /** Only such values can be written into the text of a request. */
  private static boolean isText(String value) {
    return value.equals(value.strip()) && value.matches("[ -~]*");
  }

  private static Map<Reading, List<Vector>> byReading() {
    return Vector.all().stream()
        .collect(Collectors.groupingBy(Reading::of, LinkedHashMap::new, Collectors.toList()));
  }

  /** Every value of the certificate header, and the empty one. */
  private static List<String> values(List<Vector> vectors, Reading reading) {
    List<String> values = new ArrayList<>(List.of(""));
    for (Vector vector : vectors) {
      values.addAll(vector.headers(reading.format().certificate()));
    }
    return values.stream().distinct().toList();
  }

  private Sent request(String value, Reading reading) throws IOException {
    List<Map.Entry<String, String>> lines = new ArrayList<>(List.of(proxy()));
    byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
    String text = HeaderValue.read(new ByteArrayInputStream(octets)).text();
    lines.add(Map.entry(reading.format().certificate(), text));
    String verify = reading.format().verify();
    if (verify != null) {
      lines.add(Map.entry(verify, reading.verdict()));
    }
    return new Sent(lines);
  }

  private Map.Entry<String, String> proxy() {
    return Map.entry(CREDENTIAL, credential);
  }

  private String config(Reading reading) throws IOException {
    HeaderFormat format = reading.format();
    boolean custom = Preset.named(format.name()) == null;
    HeaderLimits limits = reading.limits();
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("format", format.name());
    if (custom) {
      keys.put("header.certificate", format.certificate());
      keys.put("header.encoding", format.encoding().key());
      if (format.chain() != null && !isXfccWithChainHeader(format)) {
        keys.put("header.chain", format.chain());
      }
      if (format.verify() != null) {
        keys.put("header.verify", format.verify());
        keys.put("header.verify-success", reading.verdict());
      }
    }
    keys.put("proxy.authentication", "basic");
    keys.put("proxy.basic.users-file", "users");
    keys.put("proxy.basic.header", CREDENTIAL);
    keys.put("client.trust-anchors", "ca.pem");
    keys.put("client.revocation.methods", "off");
    keys.put("limits.header-length", limits.headerLength() + "B");
    keys.put("limits.chain-header-length", limits.chainHeaderLength() + "B");
    keys.put("limits.certificate-size", limits.certificateSize() + "B");
    keys.put("limits.chain-certificates", limits.chainCertificates());
    Path file = folder.resolve("proxymtls.properties");
    Files.writeString(
        file,
        keys.entrySet().stream()
            .map(key -> "proxymtls." + key.getKey() + "=" + key.getValue() + "\n")
            .collect(Collectors.joining()));
    return file.toString();
  }

  /** The readers know this combination, but no configuration does. */
  private static boolean isXfccWithChainHeader(HeaderFormat format) {
    return format.encoding().key().startsWith("xfcc")
        && !format.certificate().equalsIgnoreCase(format.chain());
  }

  private static String answer(Decision decision) {
    if (decision instanceof Decision.Rejected rejected) {
      return rejected.reason().code();
    }
    return decision instanceof Decision.Accepted ? "accepted" : "anonymous";
  }

  private static boolean isRejection(String answer) {
    return !List.of("accepted", "anonymous").contains(answer);
  }

  private static String decision(DoctorRun run) {
    List<?> findings = (List<?>) run.json().get("findings");
    return findings.stream()
        .map(finding -> (Map<?, ?>) finding)
        .filter(finding -> "decision".equals(finding.get("topic")))
        .map(finding -> String.valueOf(finding.get("text")).replaceAll(":.*", ""))
        .collect(Collectors.joining(" and "));
  }
}
