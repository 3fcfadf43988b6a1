package io.github.proxymtls.samples.proxy;

import io.github.proxymtls.internal.header.Encoding;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Writes a certificate as the value of a header. */
public final class EncodedCertificate {

  private EncodedCertificate() {}

  /** Returns the value that a proxy sends in this encoding. */
  public static String of(Encoding encoding, X509Certificate certificate) {
    return switch (encoding) {
      case RFC9440 -> ":" + Base64Der.of(certificate) + ":";
      case PERCENT_PEM -> PercentEncoding.of(certificate);
      case PEM -> PemWithSpaces.of(certificate);
      case BASE64_DER -> Base64Der.of(certificate);
      case PERCENT_BASE64_DER -> PercentEncoding.encode(Base64Der.of(certificate));
      case BASE64_PEM ->
          Base64.getEncoder()
              .encodeToString(PercentEncoding.pem(certificate).getBytes(StandardCharsets.US_ASCII));
      case XFCC ->
          "Hash=" + Sha256.hex(certificate) + ";Cert=\"" + PercentEncoding.of(certificate) + "\"";
      case XFCC_JSON ->
          "[{\"hash\":\""
              + Sha256.hex(certificate)
              + "\",\"cert\":\""
              + PercentEncoding.pem(certificate).replace("\n", "\\n")
              + "\"}]";
    };
  }
}
