package io.github.proxymtls.internal.x509;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;

/** Compares what is written with the octets that are expected, and keeps no copy. */
final class ExpectedOctets extends OutputStream {

  private final byte[] expected;
  private int at;
  private boolean different;

  private ExpectedOctets(byte[] expected) {
    this.expected = expected;
  }

  /** Returns true if the octets are the DER of the value. */
  static boolean isDer(ASN1Primitive value, byte[] octets) throws IOException {
    ExpectedOctets encoded = new ExpectedOctets(octets);
    value.encodeTo(encoded, ASN1Encoding.DER);
    return !encoded.different && encoded.at == octets.length;
  }

  @Override
  public void write(int octet) {
    different |= at >= expected.length || expected[at] != (byte) octet;
    at++;
  }

  @Override
  public void write(byte[] octets, int from, int length) {
    int end = at + length;
    different |=
        end > expected.length || !Arrays.equals(octets, from, from + length, expected, at, end);
    at = end;
  }
}
