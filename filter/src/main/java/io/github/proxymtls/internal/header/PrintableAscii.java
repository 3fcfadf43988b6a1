package io.github.proxymtls.internal.header;

import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.header.HeaderReader.Refused;
import org.jspecify.annotations.Nullable;

/** Printable ASCII: what every format consists of, so that a character is an octet. */
final class PrintableAscii {

  private PrintableAscii() {}

  /** What is wrong with a header's value; null where it is plain. */
  static @Nullable Refused fault(String header, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        String what = ": not printable ASCII at offset " + i;
        return new Refused(Reason.HEADER_CONTROL_CHARACTER, header + what);
      }
    }
    return null;
  }
}
