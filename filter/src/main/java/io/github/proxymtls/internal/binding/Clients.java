package io.github.proxymtls.internal.binding;

import org.jspecify.annotations.Nullable;

/** The registered clients. */
interface Clients {

  /** A registration, or why the client that has one is refused all the same. */
  sealed interface Found permits Registration, Refusal {}

  /** The registration of this very {@code client_id}; null where nobody has it. */
  @Nullable Found find(String clientId);
}
