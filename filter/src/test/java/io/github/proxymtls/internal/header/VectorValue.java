package io.github.proxymtls.internal.header;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Expands the macros of a vector's header value; see {@code vectors/README.md}. */
public final class VectorValue {

  private static final Pattern MACRO = Pattern.compile("\\$\\{([^}]+)}");

  private VectorValue() {}

  static String expand(String value) {
    return MACRO
        .matcher(value)
        .replaceAll(match -> Matcher.quoteReplacement(macro(match.group(1).split(" "))));
  }

  /** Returns the DER of a certificate of the vectors. */
  public static byte[] der(String name) {
    try {
      String pem = Files.readString(Vector.FOLDER.resolve("certificates/" + name + ".pem"));
      return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns PEM as OpenSSL writes it. */
  static String pem(byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  /** Escapes all but letters, digits and the given characters. */
  static String percent(String text, String bare, boolean upperCase) {
    StringBuilder out = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.US_ASCII)) {
      if (Character.isLetterOrDigit(octet) || bare.indexOf(octet) >= 0) {
        out.append((char) octet);
      } else {
        HexFormat hex = upperCase ? HexFormat.of().withUpperCase() : HexFormat.of();
        out.append('%').append(hex.toHexDigits(octet));
      }
    }
    return out.toString();
  }

  static byte[] sha256(byte[] octets) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(octets);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String macro(String[] words) {
    return switch (words[0]) {
      case "chr" -> Character.toString(Integer.parseInt(words[1], 16));
      case "repeat" -> words[2].repeat(Integer.parseInt(words[1]));
      default -> cut(form(certificates(words[0]), words[1]), words);
    };
  }

  private static String cut(String text, String[] words) {
    int dropped = words.length == 4 ? Integer.parseInt(words[3]) : 0;
    return text.substring(0, text.length() - dropped);
  }

  private static String form(List<byte[]> certificates, String form) {
    byte[] first = certificates.get(0);
    String pem = certificates.stream().map(VectorValue::pem).collect(Collectors.joining());
    return switch (form) {
      case "base64" -> Base64.getEncoder().encodeToString(first);
      case "base64url" -> Base64.getUrlEncoder().encodeToString(first);
      case "base64-list" -> joined(certificates, "", ",");
      case "byte-sequences" -> joined(certificates, ":", ", ");
      case "sha256" -> HexFormat.of().formatHex(sha256(first));
      case "SHA256" -> HexFormat.of().withUpperCase().formatHex(sha256(first));
      case "pem" -> pem.replace('\n', ' ');
      case "percent" -> percent(pem, "-._~", true);
      case "json" -> pem.replace("\n", "\\n");
      case "base64-pem" ->
          Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
      case "percent-base64" -> percent(joined(certificates, "", ","), "-._~,", true);
      case "percent-bare" -> percent(pem, "-._~+/=", false);
      default -> throw new IllegalArgumentException(form);
    };
  }

  private static String joined(List<byte[]> certificates, String around, String between) {
    return certificates.stream()
        .map(der -> around + Base64.getEncoder().encodeToString(der) + around)
        .collect(Collectors.joining(between));
  }

  private static List<byte[]> certificates(String names) {
    return Arrays.stream(names.split("\\+")).map(VectorValue::concatenated).toList();
  }

  private static byte[] concatenated(String names) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String name : names.split("~", -1)) {
      boolean raw = name.length() == 2;
      out.writeBytes(raw ? HexFormat.of().parseHex(name) : der(name));
    }
    return out.toByteArray();
  }
}
