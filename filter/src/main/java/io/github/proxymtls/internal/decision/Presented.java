package io.github.proxymtls.internal.decision;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.ClientIdentity.Source;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.internal.text.Sha256;
import io.github.proxymtls.internal.x509.DecodedCertificate;
import io.github.proxymtls.internal.x509.LeafText;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** The part of a presented certificate that the log contains. */
public record Presented(
    @Nullable String subject, @Nullable String serial, String thumbprint, Source source)
    implements PresentedCertificate {

  private static final int HEXADECIMAL = 16;

  /** Describes a certificate that was decoded and not yet accepted. */
  public static Presented of(DecodedCertificate leaf, Source source) {
    return new Presented(
        LeafText.name(leaf.parsed().getSubject()),
        hexadecimal(leaf.parsed().getSerialNumber().getValue()),
        Sha256.base64Url(leaf.der()),
        source);
  }

  /** Describes the certificate of an accepted client. */
  public static Presented of(ClientIdentity client) {
    return of(client.certificate(), client.thumbprint(), client.source());
  }

  /** Describes a certificate that was validated, or can be pinned. */
  public static Presented of(X509Certificate leaf, String thumbprint, Source source) {
    return new Presented(
        LeafText.name(ParsedCertificate.of(leaf).parsed().getSubject()),
        hexadecimal(leaf.getSerialNumber()),
        thumbprint,
        source);
  }

  private static String hexadecimal(BigInteger serial) {
    return serial.toString(HEXADECIMAL);
  }
}
