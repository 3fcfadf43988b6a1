package io.github.proxymtls.samples.probe;

import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.samples.proxy.EncodedCertificate;
import io.github.proxymtls.samples.site.RawRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers that the filter reads from a proxy.
 *
 * @param credential the header of the proxy's credential, or null for none
 */
record ForwardedHeaders(HeaderFormat format, @Nullable String credential) {

  static final String FORGED = "forged";
  static final String FORGED_CREDENTIAL = "Basic Zm9yZ2VkOmZvcmdlZA==";

  static ForwardedHeaders of(Profile profile, HeaderFormat format) {
    return new ForwardedHeaders(format, profile.credentialHeader());
  }

  /** Returns each name; of indexed headers the first. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    names.add(format.certificate());
    if (format.chainPrefix() != null) {
      names.add(format.chainPrefix() + "0");
    } else if (format.chain() != null && !format.chainIncluded()) {
      names.add(format.chain());
    }
    if (format.verify() != null) {
      names.add(format.verify());
    }
    if (credential != null) {
      names.add(credential);
    }
    return names;
  }

  /** Adds what a proxy would send for this certificate, without its credential. */
  RawRequest forge(RawRequest request, X509Certificate certificate) {
    RawRequest forged =
        request.header(format.certificate(), EncodedCertificate.of(format.encoding(), certificate));
    return format.verify() == null
        ? forged
        : forged.header(
            format.verify(), format.verifySuccess().stream().sorted().findFirst().orElse(FORGED));
  }

  String value(String name) {
    return name.equals(credential) ? FORGED_CREDENTIAL : FORGED;
  }
}
