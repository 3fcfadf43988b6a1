package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.ProxyIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The proxy of a profile, which is taken as authenticated. */
record AssumedProxy(@Nullable String profile) implements ProxyIdentity {

  @Override
  public List<String> methods() {
    return List.of();
  }

  @Override
  public String name() {
    return "assumed";
  }
}
