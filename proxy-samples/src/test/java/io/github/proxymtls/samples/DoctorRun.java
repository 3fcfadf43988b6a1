package io.github.proxymtls.samples;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/**
 * One run of {@code doctor}.
 *
 * @param status the exit status
 */
record DoctorRun(int status, String out, String err) {

  /** Runs a command with this standard input. */
  static DoctorRun of(byte[] input, String... arguments) {
    InputStream standardInput = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      return run(arguments);
    } finally {
      System.setIn(standardInput);
    }
  }

  static DoctorRun of(String input, String... arguments) {
    return of(input.getBytes(StandardCharsets.ISO_8859_1), arguments);
  }

  /** Returns PEM as NGINX forwards it. */
  static String percentEncoded(String pem) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : pem.getBytes(StandardCharsets.US_ASCII)) {
      boolean unreserved = Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0;
      encoded.append(
          unreserved ? String.valueOf((char) octet) : String.format(Locale.ROOT, "%%%02X", octet));
    }
    return encoded.toString();
  }

  private static DoctorRun run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of("doctor"));
    all.addAll(List.of(arguments));
    int status = commandLine.execute(all.toArray(String[]::new));
    return new DoctorRun(status, out.toString(), err.toString());
  }

  /** Returns the output of {@code --json} as an object. */
  Map<String, Object> json() {
    try {
      return JSONObjectUtils.parse(out);
    } catch (ParseException e) {
      throw new AssertionError(out, e);
    }
  }
}
