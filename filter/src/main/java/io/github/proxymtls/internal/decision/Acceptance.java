package io.github.proxymtls.internal.decision;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import org.jspecify.annotations.Nullable;

/** The decision that a request continues with a client certificate. */
public record Acceptance(ClientIdentity client) implements Decision.Accepted {
  @Override
  public @Nullable ProxyIdentity proxy() {
    return client.proxy();
  }
}
