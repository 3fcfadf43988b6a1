package io.github.proxymtls.samples.site;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the proxy of a {@link Site} authenticates itself. */
public enum Authentication {
  /** With the credential in a header. */
  BASIC(true, false, false),
  /** With its certificate. */
  MTLS(false, true, false),
  /** With both, as in the samples. */
  BASIC_AND_MTLS(true, true, false),
  /** With its address only, which the filter treats as insecure unless configured otherwise. */
  ADDRESS(false, false, true),
  /** With all three. */
  ALL(true, true, true);

  private static final String PREFIX = "proxymtls.proxy.";

  private final boolean basic;
  private final boolean mtls;
  private final boolean address;

  Authentication(boolean basic, boolean mtls, boolean address) {
    this.basic = basic;
    this.mtls = mtls;
    this.address = address;
  }

  /** Returns the differences from the properties of a sample. */
  Map<String, Optional<String>> changes() {
    Map<String, Optional<String>> changes = new LinkedHashMap<>();
    changes.put(PREFIX + "authentication", Optional.of(methods()));
    if (!basic) {
      changes.put(PREFIX + "basic.users-file", Optional.empty());
    }
    if (!mtls) {
      changes.put(PREFIX + "mtls.trust-anchors", Optional.empty());
      changes.put(PREFIX + "mtls.san-dns", Optional.empty());
    }
    if (address) {
      changes.put(PREFIX + "address.allow", Optional.of("127.0.0.1/32"));
    }
    if (this == ADDRESS) {
      changes.put(PREFIX + "insecure-address-only", Optional.of("true"));
    }
    return changes;
  }

  private String methods() {
    List<String> methods = new ArrayList<>();
    if (basic) {
      methods.add("basic");
    }
    if (mtls) {
      methods.add("mtls");
    }
    if (address) {
      methods.add("address");
    }
    return String.join(",", methods);
  }
}
