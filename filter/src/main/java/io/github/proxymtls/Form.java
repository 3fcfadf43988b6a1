package io.github.proxymtls;

import java.util.List;
import java.util.Map;

/**
 * The body of a request, parsed strictly as a form (RFC 6749 section 3.2, WHATWG URL section 5).
 */
public sealed interface Form {

  /** The request has no form body: another media type, or no body. */
  record None() implements Form {}

  /**
   * The parsed form, which the application sees with the same values.
   *
   * @param parameters every name with its values, in the order of the body
   */
  record Parameters(Map<String, List<String>> parameters) implements Form {
    public Parameters {
      parameters = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(parameters));
    }
  }

  /** The body is not a valid UTF-8 form, or exceeds the limit. */
  record Unreadable(Reason reason, String detail) implements Form {}
}
