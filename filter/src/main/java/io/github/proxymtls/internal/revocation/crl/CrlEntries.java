package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.revocation.source.RevokedEntry;
import io.github.proxymtls.internal.x509.DerCursor;
import io.github.proxymtls.internal.x509.DistinguishedName;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a CRL. They stay encoded and are found by a binary search for the serial number,
 * which needs four octets of memory per entry in addition to the CRL. Immutable.
 */
final class CrlEntries {

  private final byte[] der;

  /** The offsets of the entries, ordered by serial number. */
  private final int[] offsets;

  /** The offsets of the entries that change the certificate issuer, in the order of the CRL. */
  private final int[] changes;

  private final boolean extended;
  private final @Nullable ASN1ObjectIdentifier unrecognizedCriticalExtension;

  private CrlEntries(Reader reader) {
    this.der = reader.der;
    this.offsets =
        reader.offsets.build().boxed().sorted(this::compare).mapToInt(Integer::intValue).toArray();
    this.changes = reader.changes.build().toArray();
    this.extended = reader.extended;
    this.unrecognizedCriticalExtension = reader.unrecognizedCriticalExtension;
  }

  /** Returns the entries of a CRL without revokedCertificates. */
  static CrlEntries none() {
    return new CrlEntries(new Reader(new byte[0]));
  }

  /**
   * Reads the entries.
   *
   * @param entries the contents of {@code revokedCertificates}
   * @throws IllegalArgumentException if an entry is malformed, or there is none
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

  /** Reads the entries in the order of the CRL. */
  private static final class Reader {

    private final byte[] der;
    private final IntStream.Builder offsets = IntStream.builder();
    private final IntStream.Builder changes = IntStream.builder();
    private boolean extended;
    private @Nullable ASN1ObjectIdentifier unrecognizedCriticalExtension;

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
      if (unrecognizedCriticalExtension == null) {
        unrecognizedCriticalExtension = extensions.unrecognizedCriticalExtension();
      }
    }
  }

  /**
   * Returns the entry of a certificate, or null. If there are several, returns one that revokes it.
   *
   * @param byCrlIssuer true if the CRL issuer issued the certificate
   */
  @Nullable RevokedEntry find(BigInteger serial, DistinguishedName issuer, boolean byCrlIssuer) {
    byte[] sought = serial.toByteArray();
    RevokedEntry found = null;
    for (int i = first(sought); i < offsets.length && compare(offsets[i], sought) == 0; i++) {
      if (isIssuedBy(offsets[i], issuer, byCrlIssuer) && (found == null || found.isRemoval())) {
        found = entry(offsets[i]);
      }
    }
    return found;
  }

  /**
   * The certificate issuer of an entry applies until the next entry that has one (RFC 5280 section
   * 5.3.3).
   */
  private boolean isIssuedBy(int offset, DistinguishedName issuer, boolean byCrlIssuer) {
    int place = Arrays.binarySearch(changes, offset);
    int last = place < 0 ? -place - 2 : place;
    return last < 0
        ? byCrlIssuer
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
        DerCursor.endOf(der, number),
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
        DerCursor.endOf(der, number),
        der,
        DerCursor.contents(der, otherNumber),
        DerCursor.endOf(der, otherNumber));
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

  /** Returns true if an entry has extensions. */
  boolean extended() {
    return extended;
  }

  /** Returns true if an entry has the certificate issuer extension. */
  boolean nameIssuers() {
    return changes.length > 0;
  }

  /** Returns an unrecognized critical extension of an entry, or null. */
  @Nullable ASN1ObjectIdentifier unrecognizedCriticalExtension() {
    return unrecognizedCriticalExtension;
  }
}
