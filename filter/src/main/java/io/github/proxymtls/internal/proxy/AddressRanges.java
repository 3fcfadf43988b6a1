package io.github.proxymtls.internal.proxy;

import io.github.proxymtls.Reason;
import io.github.proxymtls.RequestFacts;
import io.github.proxymtls.internal.address.IpAddress;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The method {@code address}: the peer's address, as the container reports it, is in a configured
 * range. The method fails if the container may have taken the address from a header. It also fails
 * for HTTP/2 without TLS, unless {@code basic} is listed too, because a client can tunnel such a
 * stream through a proxy (h2c).
 */
final class AddressRanges {

  private static final String KEY = "proxymtls.proxy.address.allow";

  private final List<AddressRange> ranges;
  private final boolean cleartextHttp2;

  private AddressRanges(List<AddressRange> ranges, boolean cleartextHttp2) {
    this.ranges = List.copyOf(ranges);
    this.cleartextHttp2 = cleartextHttp2;
  }

  /** Reads the ranges. Adds every problem; returns null if there is one. */
  static @Nullable AddressRanges load(
      ProxyRules.Address rules, Set<ProxyRules.Method> methods, Problems problems) {
    List<AddressRange> ranges = new ArrayList<>();
    for (String text : rules.allow()) {
      try {
        ranges.add(AddressRange.parse(text));
      } catch (IllegalArgumentException e) {
        problems.add(
            "cidr-invalid",
            KEY,
            EscapedText.inMessage(text) + ": " + e.getMessage(),
            "write a block such as 10.1.0.0/16 or fd00:1::/32, or one address");
      }
    }
    return ranges.size() == rules.allow().size()
        ? new AddressRanges(ranges, methods.contains(ProxyRules.Method.BASIC))
        : null;
  }

  Check check(RequestFacts request) {
    if (request.addressRewritten()) {
      return new Check.Failed(
          Reason.PROXY_ADDRESS_REWRITTEN, "the container took the peer's address from a header");
    }
    if (!cleartextHttp2 && !request.tls() && !request.protocol().startsWith("HTTP/1.")) {
      return new Check.Failed(
          Reason.PROXY_CLEARTEXT_HTTP2,
          "HTTP/2 without TLS: the peer's address does not authenticate it");
    }
    IpAddress peer = IpAddress.ofPeer(request.remoteAddress());
    for (AddressRange range : ranges) {
      if (range.contains(peer)) {
        return new Check.Passed(range.toString());
      }
    }
    return new Check.Failed(
        Reason.PROXY_ADDRESS_NOT_ALLOWED,
        peer == null
            ? "the peer's address cannot be parsed"
            : "the peer's address is in no configured range");
  }
}
