package io.github.proxymtls.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.testing.Pki;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCertificateCommandTest {

  private static final String REGISTRATIONS =
      """
      [{"client_id": "ledger", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_subject_dn": "CN=svc,O=Example Bank,C=XX"},
       {"client_id": "reversed", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_subject_dn": "C=XX,O=Example Bank,CN=svc"},
       {"client_id": "other", "token_endpoint_auth_method": "tls_client_auth",
        "tls_client_auth_san_dns": "other.example"}]
      """;

  @TempDir private Path folder;
  private DoctorFiles files;

  @BeforeEach
  void makeFiles() {
    files = new DoctorFiles(folder);
  }

  private DoctorRun run(Pki.Held certificate, String... more) {
    files.write("client.pem", certificate.chainPem());
    return run("client.pem", more);
  }

  private DoctorRun run(String name, String... more) {
    String[] arguments = new String[4 + more.length];
    arguments[0] = "certificate";
    arguments[1] = files.path(name);
    arguments[2] = "--config";
    arguments[3] = files.config();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return DoctorRun.of("", arguments);
  }

  @Test
  void showsThePathInRfc4514() {
    DoctorRun run = run(files.client);
    assertThat(run.out())
        .contains("leaf        CN=svc,O=Example Bank,C=XX")
        .contains("accepted by pkix", "path: CN=svc,O=Example Bank,C=XX, until")
        .contains("path: CN=Example Issuing CA, until", "path: CN=Example Root, until")
        .contains("revocation: not checked")
        .containsPattern("warning expiry +the certificate ends at .*, in 29 days");
    assertThat(run.status()).isZero();
  }

  @Test
  void derIsReadAsWell() {
    files.write("client.der", files.client.der());
    assertThat(run("client.der").status()).isZero();
  }

  @Test
  void namesTheReasonForACertificateOfAnotherCa() {
    DoctorRun run = run(files.pki.root("Other").client("svc").issue());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("certificate-untrusted: no path")
        .contains("see: filter/docs/reasons.md#certificate-untrusted");
  }

  @Test
  void namesTheMatchingEntryOfTheAllowList() {
    files.with("client.allow.san-dns", "svc.example,else.example");
    assertThat(run(files.client).out())
        .contains("the proxy's clients: allowed", "entry: san-dns=svc.example")
        .doesNotContain("else.example");
  }

  @Test
  void namesTheEntryInReverseOrder() {
    files.with("client.allow.subject-dn.1", "C=XX,O=Example Bank,CN=svc");
    DoctorRun run = run(files.client);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("no entry matches", "reverse order: subject-dn=C=XX,O=Example Bank,CN=svc");
  }

  @Test
  void namesTheMatchingRegistrationAndTheReversedOne() {
    files.write("clients.json", REGISTRATIONS);
    files.with("binding.clients", "clients.json");
    files.with("binding.client-authentication", "/oauth2/token");
    assertThat(run(files.client).out())
        .contains("matches 1 registration", "client_id: ledger")
        .contains("reversed is registered with another certificate");
  }

  @Test
  void revokedCertificateIsAProblem() {
    files.write("root.crl", files.root.crl().pem());
    files.write("issuing.crl", files.issuing.crl().revoke(files.client).pem());
    files.with("client.revocation.methods", "crl");
    files.with("client.revocation.crls", "root.crl,issuing.crl");
    DoctorRun run = run(files.client);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("certificate-revoked");
    assertThat(run(files.issuing.client("good").issue()).out()).contains("not revoked, by crl");
  }

  @Test
  void privateKeyIsNotRead() {
    files.write("key.pem", files.client.privateKeyPem());
    DoctorRun run = run("key.pem");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("private key");
  }

  @Test
  void invalidConfigurationIsExitStatus78() {
    files.with("client.trust-anchors", "missing.pem");
    DoctorRun run = run(files.client, "--json");
    assertThat(run.status()).isEqualTo(78);
    assertThat(run.json()).containsEntry("result", "problem");
    assertThat(run.out()).contains("unreadable-file");
  }

  @Test
  void missingFileIsExitStatus2() {
    assertThat(run("missing").status()).isEqualTo(2);
    assertThat(run(".").out()).contains(files.path(".") + " is a folder");
    assertThat(DoctorRun.of("", "certificate", "x").status()).isEqualTo(2);
  }
}
