package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.path.RevokedEntry;
import io.github.proxymtls.internal.x509.DerCursor;
import io.github.proxymtls.internal.x509.DistinguishedName;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a CRL, left in its octets and found by a binary search for the serial number: four
 * octets of memory for each, besides the CRL. Immutable.
 */
final class CrlEntries {

  private final byte[] der;

  /** Where the entries begin, ordered by their serial numbers. */
  private final int[] offsets;

  /** Where the entries begin from which on another issuer counts, in the order of the CRL. */
  private final int[] changes;

  private final boolean extended;
  private final @Nullable ASN1ObjectIdentifier strange;

  private CrlEntries(Reader reader) {
    this.der = reader.der;
    this.offsets =
        reader.offsets.build().boxed().sorted(this::compare).mapToInt(Integer::intValue).toArray();
    this.changes = reader.changes.build().toArray();
    this.extended = reader.extended;
    this.strange = reader.strange;
  }

  /** None, of a CRL that lists none. */
  static CrlEntries none() {
    return new CrlEntries(new Reader(new byte[0]));
  }

  /**
   * Reads them.
   *
   * @param entries the contents of {@code revokedCertificates}
   * @throws IllegalArgumentException if one is malformed, or there is none
   */
  static CrlEntries read(byte[] der, DerCursor entries) {
    if (entries.isAtEnd()) {
      throw new IllegalArgumentException("an empty list of entries at offset " + entries.offset());
    }
    Reader reader = new Reader(der);
    while (!entries.isAtEnd()) {
      reader.read(entries);
    }
    return new CrlEntries(reader);
  }

  /** Collects them in the order of the CRL. */
  private static final class Reader {

    private final byte[] der;
    private final IntStream.Builder offsets = IntStream.builder();
    private final IntStream.Builder changes = IntStream.builder();
    private boolean extended;
    private @Nullable ASN1ObjectIdentifier strange;

    private Reader(byte[] der) {
      this.der = der;
    }

    private void read(DerCursor entries) {
      int offset = entries.offset();
      offsets.add(offset);
      DerCursor entry = entries.enter(DerCursor.SEQUENCE);
      entry.skipInteger();
      entry.time();
      if (!entry.isAtEnd()) {
        note(CrlEntryExtensions.read(entry.element(DerCursor.SEQUENCE)), offset);
      }
      entry.requireEnd();
    }

    private void note(CrlEntryExtensions extensions, int offset) {
      extended = true;
      if (extensions.issuers() != null) {
        changes.add(offset);
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
      if (isBy(offsets[i], issuer, byList) && (found == null || found.isRemoval())) {
        found = entry(offsets[i]);
      }
    }
    return found;
  }

  /** The issuer that an entry tells counts until the next that tells one. */
  private boolean isBy(int offset, DistinguishedName issuer, boolean byList) {
    int place = Arrays.binarySearch(changes, offset);
    int last = place < 0 ? -place - 2 : place;
    return last < 0
        ? byList
        : Objects.requireNonNull(extensions(changes[last]).issuers()).contains(issuer);
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
    return new RevokedEntry(entry.time(), extensions(offset).reason());
  }

  private CrlEntryExtensions extensions(int offset) {
    DerCursor entry = new DerCursor(der, offset, der.length).enter(DerCursor.SEQUENCE);
    entry.skipInteger();
    entry.time();
    return entry.isAtEnd()
        ? CrlEntryExtensions.NONE
        : CrlEntryExtensions.read(entry.element(DerCursor.SEQUENCE));
  }

  /** True where an entry has extensions. */
  boolean extended() {
    return extended;
  }

  /** True where an entry tells who issued the certificate. */
  boolean nameIssuers() {
    return changes.length > 0;
  }

  /** A critical extension of an entry that is not understood; null where there is none. */
  @Nullable ASN1ObjectIdentifier strange() {
    return strange;
  }
}
