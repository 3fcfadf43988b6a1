package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.x509.NameRule;

/** Messages for the operator about a subject that is written in the order of its encoding. */
public final class ReversedName {

  /** Added to the detail of a refusal if the name would match in reverse order. */
  public static final String MATCHES =
      "the configured name has the RDNs of the subject in reverse order; RFC 4514 writes the most"
          + " specific RDN first";

  private ReversedName() {}

  /** Warns about a name that begins with the country and ends with the common name. */
  public static void warn(NameRule rule, String key, String where, Problems problems) {
    if (rule.beginsWithCountry()) {
      problems.warn(
          "subject-dn-reversed",
          key,
          where
              + "the name begins with C and ends with CN; RFC 4514 writes the most specific RDN"
              + " first, so this is probably the reverse of the subject",
          "write the subject as the filter's log and openssl x509 -nameopt RFC2253 print it");
    }
  }
}
