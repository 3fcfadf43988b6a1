package io.github.proxymtls.trust;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a CRL, left in its octets and found by a binary search for the serial number:
 * eight octets of memory for each, besides the CRL. Immutable.
 */
final class RevokedEntries {

  private final byte[] der;
  private final int[] offsets;
  private final int[] issuers;
  private final List<Set<DistinguishedName>> names;
  private final boolean extended;
  private final @Nullable ASN1ObjectIdentifier strange;

  private RevokedEntries(Reader reader) {
    Integer[] order = new Integer[reader.count];
    Arrays.setAll(order, i -> i);
    this.der = reader.der;
    Arrays.sort(order, (one, other) -> compare(reader.offsets[one], reader.offsets[other]));
    this.offsets = Arrays.stream(order).mapToInt(i -> reader.offsets[i]).toArray();
    this.issuers = Arrays.stream(order).mapToInt(i -> reader.issuers[i]).toArray();
    this.names = List.copyOf(reader.names);
    this.extended = reader.extended;
    this.strange = reader.strange;
  }

  /** None, of a CRL that lists none. */
  static RevokedEntries none() {
    return new RevokedEntries(new Reader(new byte[0]));
  }

  /**
   * Reads them.
   *
   * @param entries the contents of {@code revokedCertificates}
   * @throws IllegalArgumentException if one is malformed, or there is none
   */
  static RevokedEntries read(byte[] der, DerCursor entries) {
    if (entries.isAtEnd()) {
      throw new IllegalArgumentException("an empty list of entries at offset " + entries.offset());
    }
    Reader reader = new Reader(der);
    while (!entries.isAtEnd()) {
      reader.read(entries);
    }
    return new RevokedEntries(reader);
  }

  /** Collects them in the order of the CRL, in which an issuer counts until the next one. */
  private static final class Reader {

    private final byte[] der;
    private final List<Set<DistinguishedName>> names = new ArrayList<>();
    private int[] offsets = new int[16];
    private int[] issuers = new int[16];
    private int count;
    private boolean extended;
    private @Nullable ASN1ObjectIdentifier strange;

    private Reader(byte[] der) {
      this.der = der;
    }

    private void read(DerCursor entries) {
      int offset = entries.offset();
      DerCursor entry = entries.enter(DerCursor.SEQUENCE);
      entry.skipInteger();
      entry.time();
      if (!entry.isAtEnd()) {
        note(EntryExtensions.read(entry.element(DerCursor.SEQUENCE)));
      }
      entry.requireEnd();
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, 2 * count);
        issuers = Arrays.copyOf(issuers, 2 * count);
      }
      offsets[count] = offset;
      issuers[count] = names.size() - 1;
      count++;
    }

    private void note(EntryExtensions extensions) {
      extended = true;
      if (extensions.issuers() != null) {
        names.add(extensions.issuers());
      }
      if (strange == null) {
        strange = extensions.strange();
      }
    }
  }

  /**
   * The entry of a certificate; null where there is none. Of several the one that revokes.
   *
   * @param byList true where the issuer of the certificate is that of the CRL
   */
  @Nullable RevokedEntry find(BigInteger serial, DistinguishedName issuer, boolean byList) {
    byte[] sought = serial.toByteArray();
    RevokedEntry found = null;
    for (int i = first(sought); i < offsets.length && compare(offsets[i], sought) == 0; i++) {
      boolean same = issuers[i] < 0 ? byList : names.get(issuers[i]).contains(issuer);
      if (same && (found == null || found.isRemoval())) {
        found = entry(offsets[i]);
      }
    }
    return found;
  }

  private int first(byte[] sought) {
    int low = 0;
    int high = offsets.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(offsets[middle], sought) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int offset, byte[] serial) {
    int number = DerCursor.contents(der, offset);
    return Arrays.compareUnsigned(
        der,
        DerCursor.contents(der, number),
        DerCursor.behind(der, number),
        serial,
        0,
        serial.length);
  }

  private int compare(int offset, int other) {
    int number = DerCursor.contents(der, offset);
    int otherNumber = DerCursor.contents(der, other);
    return Arrays.compareUnsigned(
        der,
        DerCursor.contents(der, number),
        DerCursor.behind(der, number),
        der,
        DerCursor.contents(der, otherNumber),
        DerCursor.behind(der, otherNumber));
  }

  private RevokedEntry entry(int offset) {
    DerCursor entry = new DerCursor(der, offset, der.length).enter(DerCursor.SEQUENCE);
    entry.skipInteger();
    return new RevokedEntry(
        entry.time(),
        entry.isAtEnd()
            ? RevocationReasons.UNSPECIFIED
            : EntryExtensions.read(entry.element(DerCursor.SEQUENCE)).reason());
  }

  /** True where an entry has extensions. */
  boolean extended() {
    return extended;
  }

  /** True where an entry tells who issued the certificate. */
  boolean nameIssuers() {
    return !names.isEmpty();
  }

  /** A critical extension of an entry that is not understood; null where there is none. */
  @Nullable ASN1ObjectIdentifier strange() {
    return strange;
  }
}
