package io.github.proxymtls.internal.binding;

import io.github.proxymtls.internal.config.FileEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registered clients. */
interface Clients {

  /** A registration, or a refusal of a client whose registration cannot be used. */
  sealed interface Found permits Registration, Refused {}

  /** Returns the registration with exactly this {@code client_id}, or null if there is none. */
  @Nullable Found find(String clientId);

  /** Returns an object that stands for these clients if they never change, otherwise null. */
  default @Nullable Object identity() {
    return null;
  }

  /** Returns an entry for each client of a file. */
  default List<FileEntry> entries() {
    return List.of();
  }
}
