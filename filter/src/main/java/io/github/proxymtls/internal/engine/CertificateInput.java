package io.github.proxymtls.internal.engine;

import io.github.proxymtls.internal.decision.Refusal;
import io.github.proxymtls.internal.header.HeaderReader;
import org.jspecify.annotations.Nullable;

/** The certificates of one request, not yet decoded, from a header or from the handshake. */
interface CertificateInput {

  /** What an acceptance is remembered under. */
  CertificateCache.Key key();

  /** What a final refusal is remembered under: tells every octet of every certificate and line. */
  RefusalKey refusalKey();

  /** Refuses what is over a limit; null where nothing is, or lengths were looked at before. */
  @Nullable Refusal excess();

  /** Decodes; depends on nothing but what the keys hold. */
  HeaderReader.Decoded decode();

  /** Refuses by what is decided for each request; null where there is nothing to refuse. */
  @Nullable Refusal refusalOfRequest();
}
