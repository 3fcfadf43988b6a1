package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.header.HeaderReader.Refused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one header yields: the DER of its certificates in order, or the first thing that is wrong. A
 * grammar asks for {@link #room} before it decodes a certificate, and stops at the first false.
 */
final class Extraction {

  /** Which part of the claim a header holds; decides how its faults are called. */
  enum Part {
    CERTIFICATE(Reason.CERTIFICATE_MALFORMED, Reason.CERTIFICATE_AMBIGUOUS),
    CHAIN(Reason.CHAIN_MALFORMED, Reason.CHAIN_AMBIGUOUS);

    private final Reason malformed;
    private final Reason ambiguous;

    Part(Reason malformed, Reason ambiguous) {
      this.malformed = malformed;
      this.ambiguous = ambiguous;
    }
  }

  private final String header;
  private final Part part;
  private final boolean several;
  private final HeaderLimits limits;
  private final List<byte[]> certificates = new ArrayList<>(4);
  private @Nullable Refused refused;

  private Extraction(String header, Part part, boolean several, HeaderLimits limits) {
    this.header = header;
    this.part = part;
    this.several = several;
    this.limits = limits;
  }

  /** For a header that holds exactly one certificate. */
  static Extraction one(String header, Part part, HeaderLimits limits) {
    return new Extraction(header, part, false, limits);
  }

  /** For a header that may hold a chain, with or without the leaf at its head. */
  static Extraction several(String header, Part part, HeaderLimits limits) {
    return new Extraction(header, part, true, limits);
  }

  String header() {
    return header;
  }

  boolean isSeveral() {
    return several;
  }

  HeaderLimits limits() {
    return limits;
  }

  List<byte[]> certificates() {
    return certificates;
  }

  @Nullable Refused refused() {
    return refused;
  }

  /** True where one more certificate may follow; otherwise that is a fault. */
  boolean room(int offset) {
    if (!several && !certificates.isEmpty()) {
      return refuse(part.ambiguous, "second certificate", offset);
    }
    if (certificates.size() > limits.chainCertificates()) {
      return refuse(Reason.CHAIN_TOO_LONG, "more certificates than allowed", offset);
    }
    return true;
  }

  void add(byte[] der) {
    certificates.add(der);
  }

  /** Takes over the certificates or the fault of a part. */
  void add(Extraction part) {
    certificates.addAll(part.certificates);
    refuse(part.refused);
  }

  boolean malformed(String what, int offset) {
    return refuse(part.malformed, what, offset);
  }

  boolean tooLarge(int offset) {
    return refuse(Reason.CERTIFICATE_TOO_LARGE, "certificate larger than allowed", offset);
  }

  boolean refuse(Reason reason, String what, int offset) {
    refuse(new Refused(reason, header + ": " + what + " at offset " + offset));
    return false;
  }

  /** Takes over the fault of a part, if it has one; the first fault stays. */
  void refuse(@Nullable Refused fault) {
    if (refused == null) {
      refused = fault;
    }
  }
}
