package io.github.proxymtls.internal.adapter;

import java.util.List;

/** The figures of an engine that meters show. Each call returns the present value. */
public interface EngineFigures {

  /** Returns the names of the profiles; {@code none} for the one without a name. */
  List<String> profiles();

  /** Returns the kinds of certificates and CRLs that expire. */
  List<String> kinds();

  /**
   * Returns the seconds until the first certificate or CRL of a kind expires; negative after that,
   * NaN if there is none.
   */
  double secondsToExpiry(String kind);

  /** Returns the number of remembered certificates. */
  long cacheSize();

  /** Returns the approximate size of the remembered certificates, in bytes. */
  long cacheWeight();

  /** Returns how many requests found their certificate remembered. */
  long cacheHits();

  /** Returns how many requests did not. */
  long cacheMisses();
}
