package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of reading one header: the DER of its certificates in order, or the first error. A
 * reader calls {@link #room} before it decodes a certificate and stops when that returns false.
 */
final class Extraction {

  /** The part that a header holds, which determines the reason codes of its errors. */
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
  private @Nullable Refusal refusal;

  private Extraction(String header, Part part, boolean several, HeaderLimits limits) {
    this.header = header;
    this.part = part;
    this.several = several;
    this.limits = limits;
  }

  /** Creates the result for a header that holds exactly one certificate. */
  static Extraction one(String header, Part part, HeaderLimits limits) {
    return new Extraction(header, part, false, limits);
  }

  /** Creates the result for a header that may hold a chain, with or without the leaf first. */
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

  @Nullable Refusal refusal() {
    return refusal;
  }

  /** Returns true if one more certificate is allowed; otherwise records an error. */
  boolean room(int offset) {
    if (!several && !certificates.isEmpty()) {
      return refuse(part.ambiguous, "expected exactly one certificate", offset);
    }
    if (certificates.size() > limits.chainCertificates()) {
      return refuse(Reason.CHAIN_TOO_LONG, "more certificates than allowed", offset);
    }
    return true;
  }

  void add(byte[] der) {
    certificates.add(der);
  }

  /** Adds the certificates or the error of a part. */
  void add(Extraction part) {
    certificates.addAll(part.certificates);
    refuse(part.refusal);
  }

  boolean malformed(String what, int offset) {
    return refuse(part.malformed, what, offset);
  }

  boolean tooLarge(int offset) {
    return refuse(Reason.CERTIFICATE_TOO_LARGE, "certificate larger than allowed", offset);
  }

  boolean refuse(Reason reason, String what, int offset) {
    refuse(new Refusal(reason, header + ": " + what + " at offset " + offset));
    return false;
  }

  /** Records the error of a part, if it has one and no error is recorded yet. */
  void refuse(@Nullable Refusal fault) {
    if (refusal == null) {
      refusal = fault;
    }
  }
}
