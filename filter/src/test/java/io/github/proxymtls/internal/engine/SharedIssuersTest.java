package io.github.proxymtls.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.internal.path.CertificateWeight;
import io.github.proxymtls.testing.Pki;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedIssuersTest {

  private static final Pki.Authority ROOT = Pki.create().root("Root");
  private static final X509Certificate ANCHOR = ROOT.certificate();
  private static final X509Certificate ISSUING = ROOT.intermediate("Issuing").certificate();
  private static final X509Certificate OTHER = ROOT.intermediate("Other").certificate();
  private static final List<X509Certificate> PATH = List.of(ISSUING, ANCHOR);
  private static final int BYTES = CertificateWeight.of(PATH);

  @Test
  void weighsCertificatesOfSeveralPathsOnce() {
    SharedIssuers issuers = new SharedIssuers(BYTES);

    assertThat(issuers.add(PATH)).isTrue();
    assertThat(issuers.add(PATH)).isTrue();
    assertThat(issuers.add(List.of(ANCHOR))).isTrue();

    assertThat(issuers.bytes()).isEqualTo(BYTES);
  }

  @Test
  void weighsCertificateAsLongAsAPathHasIt() {
    SharedIssuers issuers = new SharedIssuers(BYTES);
    issuers.add(PATH);
    issuers.add(List.of(ANCHOR));

    issuers.remove(PATH);
    assertThat(issuers.bytes()).isEqualTo(CertificateWeight.of(ANCHOR));
    issuers.remove(List.of(ANCHOR));
    assertThat(issuers.bytes()).isZero();
  }

  @Test
  void addsNoneOfThePathThatExceedsTheMaximum() {
    SharedIssuers issuers = new SharedIssuers(BYTES);
    issuers.add(PATH);

    assertThat(issuers.add(List.of(OTHER, ANCHOR))).isFalse();
    assertThat(issuers.bytes()).isEqualTo(BYTES);
    issuers.remove(PATH);
    assertThat(issuers.bytes()).isZero();
  }

  @Test
  void keepsTheCountOfACertificateThatOccursTwiceInAPath() {
    SharedIssuers issuers = new SharedIssuers(BYTES);
    List<X509Certificate> twice = List.of(ISSUING, ISSUING);

    assertThat(issuers.add(twice)).isTrue();
    assertThat(issuers.bytes()).isEqualTo(CertificateWeight.of(ISSUING));
    issuers.remove(twice);
    assertThat(issuers.bytes()).isZero();
  }
}
