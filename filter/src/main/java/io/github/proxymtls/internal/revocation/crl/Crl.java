package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.revocation.source.RevokedEntry;
import io.github.proxymtls.internal.x509.DistinguishedName;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import io.github.proxymtls.internal.x509.PemBlocks;
import io.github.proxymtls.internal.x509.PemBlocks.Block;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed CRL (RFC 5280 section 5) in strict DER, whose signature is not verified yet. Immutable.
 */
public final class Crl {

  /** By thisUpdate, then by CRL number. */
  static final Comparator<Crl> NEWEST_FIRST =
      Comparator.comparing(Crl::thisUpdate)
          .thenComparing(Crl::number, Comparator.nullsFirst(Comparator.<BigInteger>naturalOrder()))
          .reversed();

  private static final byte SEQUENCE = 0x30;

  private final Header header;
  private final CrlEntries entries;
  private final CrlExtensions extensions;
  private final CrlSignature signature;

  Crl(Header header, CrlEntries entries, CrlExtensions extensions, CrlSignature signature) {
    this.header = header;
    this.entries = entries;
    this.extensions = extensions;
    this.signature = signature;
  }

  /**
   * The fields of every CRL.
   *
   * @param shownIssuer the issuer for messages
   * @param extensible true for version 2
   * @param signers the certificates supplied with the CRL, which may include its issuer's
   */
  record Header(
      boolean extensible,
      List<ParsedCertificate> signers,
      DistinguishedName issuer,
      String shownIssuer,
      Instant thisUpdate,
      @Nullable Instant nextUpdate) {}

  private record Version(
      Instant thisUpdate,
      @Nullable BigInteger number,
      boolean delta,
      IssuingDistributionPoint scope) {}

  /**
   * Reads one CRL in DER, or any number of CRLs in PEM ({@code X509 CRL}, RFC 7468 section 6) with
   * the certificates of their issuers ({@code CERTIFICATE}). Each CRL must have version 2, a CRL
   * number and {@code nextUpdate}, as RFC 5280 section 5 requires of CRL issuers.
   *
   * @throws IllegalArgumentException if a CRL is malformed; the message says what and where
   */
  public static List<Crl> readAll(byte[] content) {
    if (content.length > 0 && content[0] == SEQUENCE) {
      return List.of(conforming(content, List.of()));
    }
    List<Block> blocks = PemBlocks.read(content, PemBlocks.REVOCATION_LIST, PemBlocks.CERTIFICATE);
    List<ParsedCertificate> signers = CrlIssuerCertificates.read(blocks);
    List<Crl> lists =
        blocks.stream()
            .filter(block -> block.label().equals(PemBlocks.REVOCATION_LIST))
            .map(block -> read(block, signers))
            .toList();
    if (lists.isEmpty()) {
      throw new IllegalArgumentException("neither DER nor PEM of an X509 CRL");
    }
    return lists;
  }

  private static Crl read(Block block, List<ParsedCertificate> signers) {
    try {
      return conforming(block.content(), signers);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the CRL at line " + block.line() + ": " + e.getMessage(), e);
    }
  }

  private static Crl conforming(byte[] der, List<ParsedCertificate> signers) {
    Crl list = CrlReader.read(der, signers);
    if (!list.header.extensible()) {
      throw new IllegalArgumentException("a CRL of version 1; expected version 2");
    }
    if (list.number() == null) {
      throw new IllegalArgumentException("a CRL without a number");
    }
    Instant end = list.nextUpdate();
    if (end == null || end.isBefore(list.thisUpdate())) {
      throw new IllegalArgumentException(
          "a CRL whose nextUpdate is missing or before its thisUpdate");
    }
    return list;
  }

  /** Returns the newest CRLs: of each issuer, of each scope, complete and delta. */
  static Collection<Crl> newest(Collection<Crl> crls) {
    Map<List<Object>, Crl> newest = new LinkedHashMap<>();
    for (Crl crl : crls) {
      newest.merge(
          List.of(crl.issuer(), crl.scope(), crl.isDelta()),
          crl,
          (one, other) -> NEWEST_FIRST.compare(one, other) <= 0 ? one : other);
    }
    return newest.values();
  }

  DistinguishedName issuer() {
    return header.issuer();
  }

  /**
   * Describes this CRL.
   *
   * @param fetched true if a URL supplied it
   */
  FileEntry entry(boolean fetched) {
    return new FileEntry(
        FileKind.CRLS,
        header.shownIssuer(),
        new Version(thisUpdate(), number(), isDelta(), scope()),
        nextUpdate(),
        fetched);
  }

  public Instant thisUpdate() {
    return header.thisUpdate();
  }

  /** Returns nextUpdate, or null if it is absent. */
  public @Nullable Instant nextUpdate() {
    return header.nextUpdate();
  }

  /** Returns the CRL number, or null if it is absent. */
  @Nullable BigInteger number() {
    return extensions.number();
  }

  IssuingDistributionPoint scope() {
    return extensions.scope();
  }

  boolean isDelta() {
    return extensions.base() != null;
  }

  /** Returns the certificates supplied with the CRL. */
  List<ParsedCertificate> signers() {
    return header.signers();
  }

  CrlSignature signature() {
    return signature;
  }

  /** Returns true if thisUpdate is in the future. */
  boolean isEarly(Instant now) {
    return RevocationMethod.isFuture(thisUpdate(), now);
  }

  /** Returns true if this delta CRL is newer than a complete CRL. */
  boolean isAfter(Crl complete) {
    BigInteger own = number();
    BigInteger other = complete.number();
    return own != null && other != null && own.compareTo(other) > 0;
  }

  /**
   * Returns true if this delta CRL can be combined with a complete CRL (RFC 5280 section 5.2.4).
   */
  boolean changes(Crl complete) {
    BigInteger base = extensions.base();
    BigInteger other = complete.number();
    return base != null && other != null && base.compareTo(other) <= 0 && isAfter(complete);
  }

  /** Returns the entry of a certificate, or null. */
  @Nullable RevokedEntry find(ParsedCertificate certificate) {
    return find(certificate.parsed().getSerialNumber().getValue(), certificate.issuer());
  }

  /** Returns the entry of a serial number of an issuer, or null. */
  @Nullable RevokedEntry find(BigInteger serial, DistinguishedName issuer) {
    return entries.find(serial, issuer, issuer().equals(issuer));
  }

  /**
   * Returns why this CRL must not be used to accept a certificate, or null: it has an unrecognized
   * critical extension, or entries of other issuers although it is not an indirect CRL.
   */
  @Nullable String flaw() {
    if (extensions.unrecognizedCriticalExtension() != null) {
      return "an unknown critical extension " + extensions.unrecognizedCriticalExtension().getId();
    }
    if (entries.unrecognizedCriticalExtension() != null) {
      return "an unknown critical extension of an entry "
          + entries.unrecognizedCriticalExtension().getId();
    }
    return entries.nameIssuers() && !scope().indirect()
        ? "entries of other issuers in a CRL that is not indirect"
        : null;
  }
}
