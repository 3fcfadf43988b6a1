package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of {@code filter/docs/doctor.md} are what the commands print. After a change, run
 * this test with {@code -Ddoctor.write=true} to write them again.
 */
class DoctorPageTest {

  private static final Path PAGE = Path.of("..", "filter", "docs", "doctor.md");

  @TempDir private Path folder;
  private DoctorFiles files;

  @BeforeEach
  void makeFiles() {
    files = new DoctorFiles(folder);
  }

  /** Mistake: the proxy sends another header than the filter reads. */
  @Test
  void anotherHeaderName() throws IOException {
    files.write(
        "request.txt",
        "GET /api/accounts HTTP/1.1\r\nHost: app.example\r\nProxy-Authorization: "
            + files.authorization()
            + "\r\nX-SSL-Client-Cert: "
            + DoctorFiles.escaped(files.client)
            + "\r\nCookie: session=0123456789\r\n\r\n");
    files.config();
    expect("request", "", "request", "request.txt", "--config", "proxymtls.properties");
  }

  /** Mistake: {@code $ssl_client_cert} in NGINX. */
  @Test
  void unescapedCertificate() throws IOException {
    String value = files.client.certificatePem().strip().replace("\n", "\n\t");
    expect("header", value, "header", "--format", "nginx");
  }

  /** Mistake: the file of intermediate certificates is missing. */
  @Test
  void missingIntermediates() throws IOException {
    files.without("client.intermediates").config();
    files.write("client.pem", files.client.certificatePem());
    expect("path", "", "certificate", "client.pem", "--config", "proxymtls.properties");
  }

  /** Mistake: a distinguished name with the country first. */
  @Test
  void reversedName() throws IOException {
    files.with("client.allow.subject-dn.1", "C=XX,O=Example Bank,CN=svc").config();
    files.write("client.pem", files.client.certificatePem());
    expect("name", "", "certificate", "client.pem", "--config", "proxymtls.properties");
  }

  /** Mistake: a CA without a CRL where revocation is by CRL. */
  @Test
  void missingCrl() throws IOException {
    files.write("root.crl", files.root.crl().pem());
    files.with("client.revocation.methods", "crl").with("client.revocation.crls", "root.crl");
    files.config();
    expect("crl", "", "config", "proxymtls.properties", "--container", "tomcat");
  }

  private void expect(String name, String input, String... arguments) throws IOException {
    String[] absolute = arguments.clone();
    for (int i = 1; i < absolute.length; i++) {
      boolean file = Files.exists(folder.resolve(absolute[i]));
      absolute[i] = file ? files.path(absolute[i]) : absolute[i];
    }
    DoctorRun run = DoctorRun.of(input, absolute);
    String command =
        "$ proxymtls doctor " + String.join(" ", arguments) + (input.isEmpty() ? "" : " < value");
    String block = command + "\n" + shown(run.out()) + "$ echo $?\n" + run.status() + "\n";
    String page = Files.readString(PAGE);
    Matcher place =
        Pattern.compile("(<!-- example " + name + " -->\n```\n).*?(```\n)", Pattern.DOTALL)
            .matcher(page);
    assertThat(place.find()).as("a place for the example %s", name).isTrue();
    String written =
        page.substring(0, place.start())
            + place.group(1)
            + block
            + place.group(2)
            + page.substring(place.end());
    if (Boolean.getBoolean("doctor.write")) {
      Files.writeString(PAGE, written, StandardCharsets.UTF_8);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(written);
  }

  /**
   * Dates, paths, and what a signature makes long or short are not the same in each run. The
   * defaults are on the reference page.
   */
  private String shown(String output) {
    return output
        .lines()
        .map(line -> line.replace(folder.toString(), "/etc/app"))
        .map(line -> line.replaceAll("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z", "DATE"))
        .map(line -> line.replaceAll("MII[A-Za-z0-9+/]+", "MII"))
        .map(line -> line.replaceAll("in \\d+ days", "in N days"))
        .map(line -> line.replaceAll("serial: [0-9a-f]+", "serial: HEX"))
        .map(line -> line.replaceAll("x5t#S256: [0-9A-Za-z_-]{43}", "x5t#S256: BASE64URL"))
        .map(line -> line.replaceAll("\\b\\d{3,4} characters", "N characters"))
        .collect(Collectors.joining("\n", "", "\n"))
        .replaceAll("(?m)(^ {20}proxymtls\\.\\S+: .*\n)+", " ".repeat(20) + "...\n");
  }
}
