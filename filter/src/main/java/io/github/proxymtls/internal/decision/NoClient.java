package io.github.proxymtls.internal.decision;

import io.github.proxymtls.Decision;
import io.github.proxymtls.ProxyIdentity;
import org.jspecify.annotations.Nullable;

/** The decision that a request continues without a client certificate. */
public record NoClient(@Nullable ProxyIdentity proxy) implements Decision.Anonymous {}
