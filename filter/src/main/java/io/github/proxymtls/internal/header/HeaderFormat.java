package io.github.proxymtls.internal.header;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which headers hold a client certificate, and how.
 *
 * @param name the preset's name, or {@code custom}
 * @param certificate the header of the leaf
 * @param chain the header of the chain; equal to {@code certificate} (ignoring case) where one
 *     value holds the leaf first and then the chain; a prefix ending in {@code -} or {@code _} for
 *     indexed headers; null for none
 * @param verify the header of the proxy's verdict, or null where the proxy is not asked for it
 * @param verifySuccess the exact verdicts that mean verified
 * @param encoding the grammar of the values
 * @param absent the exact values, after trimming blanks, that mean "no certificate"
 */
public record HeaderFormat(
    String name,
    String certificate,
    @Nullable String chain,
    @Nullable String verify,
    Set<String> verifySuccess,
    Encoding encoding,
    Set<String> absent) {

  public HeaderFormat {
    verifySuccess = Set.copyOf(verifySuccess);
    absent = Set.copyOf(absent);
  }

  /** True where a verdict, exactly as sent, means that the proxy verified the certificate. */
  public boolean verified(@Nullable String verdict) {
    return verdict != null && verifySuccess.contains(verdict);
  }

  /** True where the certificate header's value holds the leaf and then the chain. */
  public boolean chainIncluded() {
    return certificate.equalsIgnoreCase(chain);
  }

  /** The prefix of indexed chain headers, or null where the chain is not indexed. */
  public @Nullable String chainPrefix() {
    boolean prefix = chain != null && (chain.endsWith("-") || chain.endsWith("_"));
    return prefix && !chainIncluded() ? chain : null;
  }
}
