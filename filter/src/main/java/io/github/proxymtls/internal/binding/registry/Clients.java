package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.decision.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registered clients. */
public interface Clients {

  /**
   * Returns the registration with exactly this {@code client_id}, null if there is none, or a
   * refusal if the registration cannot be used.
   */
  @Nullable Result<Registration> find(String clientId);

  /** Returns an entry for each client of a file. */
  default List<FileEntry> entries() {
    return List.of();
  }
}
