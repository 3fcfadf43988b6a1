package io.github.proxymtls.samples.configure;

/**
 * What a proxy's configuration has to say, besides what the filter's properties say.
 *
 * @param verified where the proxy verifies clients' certificates
 * @param anyCertificate where it only asks for them, and the filter decides
 * @param authorization the value of the credential's header; may be empty for a proxy that has none
 * @param sessionResumption true where clients may resume TLS sessions
 * @param folder what stands before the names of certificate and key files: empty, or a folder with
 *     its closing slash
 */
public record Blueprint(
    Endpoint verified,
    Endpoint anyCertificate,
    Backend backend,
    String authorization,
    boolean sessionResumption,
    String folder) {

  /** Stands for the credential until the operator puts in the right one; no user has it. */
  public static final String PLACEHOLDER = "Basic BASE64-OF-USER-AND-PASSWORD";

  /**
   * @throws IllegalArgumentException if both listeners are one; the message continues a sentence
   *     about the second
   */
  public Blueprint {
    if (anyCertificate.equals(verified)) {
      throw new IllegalArgumentException("is where the other one listens: choose another port");
    }
  }
}
