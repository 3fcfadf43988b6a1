package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.decision.Refusal;
import org.jspecify.annotations.Nullable;

/** Checks for printable ASCII. All formats consist of it, so that each character is one octet. */
final class PrintableAscii {

  private PrintableAscii() {}

  /** Returns an error for a header value that is not printable ASCII; otherwise null. */
  static @Nullable Refusal fault(String header, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        String what = ": not printable ASCII at offset " + i;
        return new Refusal(Reason.HEADER_CONTROL_CHARACTER, header + what);
      }
    }
    return null;
  }
}
