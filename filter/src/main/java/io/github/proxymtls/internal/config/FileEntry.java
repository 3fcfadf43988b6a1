package io.github.proxymtls.internal.config;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a configured file that is in use: a certificate, a CRL, a user or a registration.
 *
 * @param name the subject, the issuer of a CRL, the user or the {@code client_id}; not escaped
 * @param version distinguishes entries with the same name; compared, never shown
 * @param end notAfter or nextUpdate; null for an entry that does not expire
 * @param fetched true for a CRL from a URL, which the filter replaces itself
 */
public record FileEntry(
    FileKind kind, String name, Object version, @Nullable Instant end, boolean fetched) {

  /** Creates an entry that does not expire. */
  public static FileEntry of(FileKind kind, String name, Object version) {
    return new FileEntry(kind, name, version, null, false);
  }
}
