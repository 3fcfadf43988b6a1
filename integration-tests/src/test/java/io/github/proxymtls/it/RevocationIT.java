package io.github.proxymtls.it;

import static io.github.proxymtls.it.Whoami.answer;
import static io.github.proxymtls.it.Whoami.assertRecognised;
import static io.github.proxymtls.it.Whoami.assertRefused;

import io.github.proxymtls.it.matrix.OpenSsl;
import io.github.proxymtls.samples.files.TemporaryFolder;
import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Cast;
import io.github.proxymtls.samples.site.Plan;
import io.github.proxymtls.samples.site.RawRequest;
import io.github.proxymtls.samples.site.Reply;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Revocation through the real NGINX, which itself does not look. */
class RevocationIT {

  private static final String KEYS = "proxymtls.client.revocation.";
  private static final RawRequest WHOAMI = RawRequest.get("/whoami");

  /** Longer than the lack of an answer is remembered, with a probe in between. */
  private static final Duration RETURN = Duration.ofSeconds(40);

  private final Cast cast = Cast.create(Instant.now());
  private final Pki.Held good = cast.clientRoot().client("good").issue();
  private final Pki.Held later = cast.clientRoot().client("later").issue();
  private final Pki.Held revoked = cast.clientRoot().client("revoked").issue();
  private final Pki.Held unknown = cast.clientRoot().client("unknown").issue();

  @Test
  void aClientOnACrlIsRefusedAndSoIsOneThatGetsOntoIt() throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("proxymtls-crl")) {
      folder.write("root.crl", cast.clientRoot().revocationList().pem());
      Path list = folder.write("issuing.crl", issuing(cast.reports()));
      Plan plan =
          Plan.of(ProxyKind.NGINX)
              .with(KEYS + "methods", "crl")
              .with(KEYS + "crls", folder.path().resolve("root.crl") + "," + list)
              .with("proxymtls.reload-interval", "1s");
      try (Site site = Sites.start(plan, cast)) {
        assertRecognised(send(site, cast.ledger()), cast.ledger());
        assertRefused(send(site, cast.reports()), 403, "certificate-revoked");

        folder.write("issuing.crl", issuing(cast.reports(), cast.ledger()));
        awaitStatus(site, cast.ledger(), 403);
        assertRefused(send(site, cast.ledger()), 403, "certificate-revoked");
      }
    }
  }

  private String issuing(Pki.Held... revokedOnes) {
    var list = cast.clientIssuing().revocationList();
    for (Pki.Held one : revokedOnes) {
      list.revoke(one);
    }
    return list.pem();
  }

  @Test
  void theResponderOfOpenSslIsAskedAndItsDeathEndsIn503() throws IOException {
    OpenSsl.require();
    try (OcspProgram responder = responder();
        Site site = Sites.start(plan(responder), cast)) {
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
  void orIsForgivenWhereTheOperatorSaysSoUntilItReturns() throws IOException {
    OpenSsl.require();
    try (OcspProgram responder = responder();
        Site site = Sites.start(plan(responder).with(KEYS + "on-unavailable", "accept"), cast)) {
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
        cast.clientRoot(),
        OcspProgram.valid(good) + OcspProgram.valid(later) + OcspProgram.revoked(revoked));
  }

  private static Plan plan(OcspProgram responder) {
    return Plan.of(ProxyKind.NGINX)
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
