package io.github.proxymtls.internal.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TlsReaderTest {

  private static final HeaderLimits LIMITS = new HeaderLimits(32768, 65536, 12288, 1);

  private final X509Certificate alice = certificate("alice");
  private final X509Certificate issuing = certificate("issuing");
  private final X509Certificate root = certificate("root");

  @Test
  void takesTheFirstCertificateAsLeafAndTheRestAsChain() {
    Result<ForwardedCertificate> decoded = new TlsReader(LIMITS).read(List.of(alice, issuing));

    ForwardedCertificate certificate = decoded.value();
    assertThat(certificate.leaf().der()).isEqualTo(VectorValue.der("alice"));
    assertThat(certificate.chain())
        .extracting(DecodedCertificate::der)
        .containsExactly(VectorValue.der("issuing"));
  }

  @Test
  void rejectsChainLongerThanAllowed() {
    assertThat(reason(new TlsReader(LIMITS).read(List.of(alice, issuing, root))))
        .isEqualTo(Reason.CHAIN_TOO_LONG);
  }

  @Test
  void limitsTheSizeOfEachCertificate() {
    int size = VectorValue.der("alice").length;

    assertThat(new TlsReader(limits(size)).read(List.of(alice)).refusal()).isNull();
    assertThat(reason(new TlsReader(limits(size - 1)).read(List.of(alice))))
        .isEqualTo(Reason.CERTIFICATE_TOO_LARGE);
  }

  private static HeaderLimits limits(int certificateSize) {
    return new HeaderLimits(32768, 65536, certificateSize, 10);
  }

  private static Reason reason(Result<ForwardedCertificate> decoded) {
    return Objects.requireNonNull(decoded.refusal()).reason();
  }

  private static X509Certificate certificate(String name) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(VectorValue.der(name)));
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }
}
