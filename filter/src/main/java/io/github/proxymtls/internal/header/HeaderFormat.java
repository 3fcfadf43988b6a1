package io.github.proxymtls.internal.header;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The headers that hold a client certificate, and their encoding.
 *
 * @param name the preset's name, or {@code custom}
 * @param certificate the header of the leaf
 * @param chain the header of the chain; equal to {@code certificate} (ignoring case) if one value
 *     holds the leaf first and then the chain; a prefix that ends in {@code -} or {@code _} for
 *     indexed headers; null for none
 * @param verify the header of the proxy's verdict, or null if the format has none
 * @param verifySuccess the verdicts, compared exactly, that mean "verified"
 * @param encoding the grammar of the values
 * @param absent the values, compared exactly after trimming SP, that mean "no certificate"
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

  /**
   * Returns true if the verdict, exactly as sent, means that the proxy verified the certificate.
   */
  public boolean verified(@Nullable String verdict) {
    return verdict != null && verifySuccess.contains(verdict);
  }

  /** Returns true if the certificate header's value holds the leaf and then the chain. */
  public boolean chainIncluded() {
    return certificate.equalsIgnoreCase(chain);
  }

  /** Returns the prefix of indexed chain headers, or null if the chain is not indexed. */
  public @Nullable String chainPrefix() {
    boolean prefix = chain != null && (chain.endsWith("-") || chain.endsWith("_"));
    return prefix && !chainIncluded() ? chain : null;
  }
}
