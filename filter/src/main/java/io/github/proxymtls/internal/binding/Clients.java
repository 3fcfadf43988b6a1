package io.github.proxymtls.internal.binding;

import org.jspecify.annotations.Nullable;

/** The registered clients. */
interface Clients {

  /** A registration, or a refusal of a client whose registration cannot be used. */
  sealed interface Found permits Registration, Refused {}

  /** Returns the registration with exactly this {@code client_id}, or null if there is none. */
  @Nullable Found find(String clientId);
}
