package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.answer;
import static io.github.proxymtls.it.Whoami.assertRecognised;
import static io.github.proxymtls.it.Whoami.assertRefused;

import io.github.proxymtls.it.matrix.OpenSsl;
import io.github.proxymtls.logpolicy.ExpectedLog;
import io.github.proxymtls.samples.files.TemporaryFolder;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.samples.site.SiteCertificates;
import io.github.proxymtls.samples.site.SiteSettings;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Revocation behind the real NGINX, which does not check it. */
@Tag("slow")
class RevocationIT {

  private static final String KEYS = "proxymtls.client.revocation.";
  private static final RawRequest WHOAMI = RawRequest.get("/whoami");

  /** Longer than the filter caches a missing response, with a probe in between. */
  private static final Duration RETURN = Duration.ofSeconds(40);

  private final SiteCertificates certificates = SiteCertificates.create(Instant.now());
  private final Pki.Held good = certificates.clientRoot().client("good").issue();
  private final Pki.Held later = certificates.clientRoot().client("later").issue();
  private final Pki.Held revoked = certificates.clientRoot().client("revoked").issue();
  private final Pki.Held unknown = certificates.clientRoot().client("unknown").issue();

  @Test
  @ExpectedLog("reason=certificate-revoked")
  void rejectsAClientOnACrlAndAClientAddedLater() throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("proxymtls-crl")) {
      folder.write("root.crl", certificates.clientRoot().crl().pem());
      Path list = folder.write("issuing.crl", issuing(certificates.reports()));
      SiteSettings settings =
          SiteSettings.of(ProxyKind.NGINX)
              .with(KEYS + "methods", "crl")
              .with("proxymtls.warn-before", "0")
              .with(KEYS + "crls", folder.path().resolve("root.crl") + "," + list)
              .with("proxymtls.reload-interval", "1s");
      try (Site site = Sites.start(settings, certificates)) {
        assertRecognised(send(site, certificates.ledger()), certificates.ledger());
        assertRefused(send(site, certificates.reports()), 403, "certificate-revoked");

        folder.write("issuing.crl", issuing(certificates.reports(), certificates.ledger()));
        awaitStatus(site, certificates.ledger(), 403);
        assertRefused(send(site, certificates.ledger()), 403, "certificate-revoked");
      }
    }
  }

  private String issuing(Pki.Held... revokedOnes) {
    var list = certificates.clientIssuing().crl();
    for (Pki.Held one : revokedOnes) {
      list.revoke(one);
    }
    return list.pem();
  }

  @Test
  @ExpectedLog({
    "reason=revocation-unavailable",
    "reason=certificate-revoked",
    "reason=certificate-status-unknown"
  })
  void asksTheOpenSslResponderAndAnswers503WhenItIsDown() throws IOException {
    OpenSsl.require();
    try (OcspProgram responder = responder();
        Site site = Sites.start(settings(responder), certificates)) {
      assertRecognised(send(site, good), good);
      assertRefused(send(site, revoked), 403, "certificate-revoked");
      assertRefused(send(site, unknown), 403, "certificate-status-unknown");

      responder.stop();
      assertRecognised(send(site, good), good);
      assertRefused(send(site, later), 503, "revocation-unavailable");

      responder.start();
      awaitStatus(site, later, 200);
      assertRefused(send(site, revoked), 403, "certificate-revoked");
    }
  }

  @Test
  @ExpectedLog({
    "event=revocation-unavailable",
    "reason=certificate-revoked",
    "code=revocation-unavailable-accepted"
  })
  void softFailAcceptsUntilTheResponderReturns() throws IOException {
    OpenSsl.require();
    try (OcspProgram responder = responder();
        Site site =
            Sites.start(
                settings(responder).with(KEYS + "on-unavailable", "accept"), certificates)) {
      responder.stop();
      assertRecognised(send(site, good), good);
      assertRecognised(send(site, revoked), revoked);

      responder.start();
      awaitStatus(site, revoked, 403);
      assertRefused(send(site, revoked), 403, "certificate-revoked");
      assertRecognised(send(site, good), good);
    }
  }

  private OcspProgram responder() throws IOException {
    return OcspProgram.start(
        certificates.clientRoot(),
        OcspProgram.valid(good) + OcspProgram.valid(later) + OcspProgram.revoked(revoked));
  }

  private static SiteSettings settings(OcspProgram responder) {
    return SiteSettings.of(ProxyKind.NGINX)
        .with(KEYS + "methods", "ocsp")
        .with(KEYS + "ocsp-responder", responder.url());
  }

  private static Reply send(Site site, Pki.Held client) throws IOException {
    return site.send(Listener.VERIFIED, client, WHOAMI);
  }

  private static void awaitStatus(Site site, Pki.Held client, int status) {
    Awaitility.await().atMost(RETURN).until(() -> answer(send(site, client)).status() == status);
  }
}
