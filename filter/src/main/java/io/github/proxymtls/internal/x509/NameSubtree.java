package io.github.proxymtls.internal.x509;

import io.github.proxymtls.internal.x509.ConstrainedName.Address;
import io.github.proxymtls.internal.x509.ConstrainedName.Directory;
import io.github.proxymtls.internal.x509.ConstrainedName.Dns;
import io.github.proxymtls.internal.x509.ConstrainedName.Mail;
import io.github.proxymtls.internal.x509.ConstrainedName.Unreadable;
import io.github.proxymtls.internal.x509.ConstrainedName.Uri;
import java.util.function.Predicate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * The base of a GeneralSubtree (RFC 5280 section 4.2.1.10). If names can be compared in two ways,
 * the strict comparison decides what is permitted and the broad comparison decides what is
 * excluded. A name that cannot be compared is never permitted and always excluded. An empty base
 * matches every other name of its type.
 *
 * @param type a tag of {@link GeneralName}
 * @param strict tests what the subtree permits; not called for a name that cannot be read
 * @param broad tests what the subtree excludes; not called for a name that cannot be read
 * @param empty true if the base is empty
 */
public record NameSubtree(
    int type, Predicate<ConstrainedName> strict, Predicate<ConstrainedName> broad, boolean empty) {

  private static final String DOT = ".";

  /**
   * Reads a base.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static NameSubtree of(GeneralName base) {
    ASN1Encodable value = base.getName();
    return switch (base.getTagNo()) {
      case GeneralName.directoryName -> directory(X500Name.getInstance(value));
      case GeneralName.iPAddress -> address(ASN1OctetString.getInstance(value).getOctets());
      case GeneralName.dNSName, GeneralName.rfc822Name, GeneralName.uniformResourceIdentifier ->
          text(base.getTagNo(), ASN1IA5String.getInstance(value).getString());
      case GeneralName.registeredID -> {
        ASN1ObjectIdentifier.getInstance(value);
        yield unsupported(base.getTagNo());
      }
      default -> {
        ASN1Sequence.getInstance(value);
        yield unsupported(base.getTagNo());
      }
    };
  }

  private static NameSubtree directory(X500Name name) {
    DistinguishedName strict = DistinguishedName.of(name);
    PreparedName broad = PreparedName.of(name);
    return new NameSubtree(
        GeneralName.directoryName,
        other -> other instanceof Directory directory && directory.name().isWithin(strict),
        other -> other instanceof Directory directory && directory.prepared().isWithin(broad),
        strict.isEmpty());
  }

  private static NameSubtree address(byte[] octets) {
    IpRange range = IpRange.subtree(octets);
    return new NameSubtree(
        GeneralName.iPAddress,
        name -> name instanceof Address address && range.contains(address.address()),
        name -> name instanceof Address address && range.containsMapped(address.address()),
        false);
  }

  private static NameSubtree text(int type, String base) {
    if (base.isEmpty()) {
      return new NameSubtree(type, name -> true, name -> true, true);
    }
    return switch (type) {
      case GeneralName.dNSName -> dns(domain(base));
      case GeneralName.rfc822Name -> base.indexOf('@') < 0 ? mailHost(domain(base)) : mailbox(base);
      default -> uri(domain(base));
    };
  }

  /** Checks a host, or a domain that begins with a dot. */
  private static String domain(String base) {
    String flaw = DnsNames.flaw(base.startsWith(DOT) ? base.substring(1) : base);
    if (flaw != null) {
      throw new IllegalArgumentException(flaw);
    }
    return Ascii.lowerCase(base);
  }

  /**
   * RFC 5280 does not define a leading dot here. With OpenSSL, Go and NSS it does not permit the
   * host itself.
   */
  private static NameSubtree dns(String base) {
    boolean subdomains = base.startsWith(DOT);
    String host = subdomains ? base.substring(1) : base;
    Predicate<String> below = name -> name.endsWith(DOT + host);
    return new NameSubtree(
        GeneralName.dNSName,
        name ->
            name instanceof Dns dns
                && (below.test(dns.name()) || (!subdomains && dns.name().equals(host))),
        name -> name instanceof Dns dns && (below.test(dns.name()) || dns.name().equals(host)),
        false);
  }

  private static NameSubtree mailHost(String base) {
    Predicate<ConstrainedName> hosted =
        name -> name instanceof Mail mail && isHost(mail.mailbox().foldedHost(), base);
    return new NameSubtree(GeneralName.rfc822Name, hosted, hosted, false);
  }

  private static NameSubtree mailbox(String base) {
    Mailbox mailbox = Mailbox.parse(base);
    if (mailbox == null || mailbox.isOnAddress()) {
      throw new IllegalArgumentException("a malformed mailbox");
    }
    return new NameSubtree(
        GeneralName.rfc822Name,
        name -> name instanceof Mail mail && mail.mailbox().isSameAs(mailbox),
        name -> name instanceof Mail mail && mail.mailbox().maybeSameAs(mailbox),
        false);
  }

  private static NameSubtree uri(String base) {
    Predicate<ConstrainedName> hosted = name -> name instanceof Uri uri && isHost(uri.host(), base);
    return new NameSubtree(GeneralName.uniformResourceIdentifier, hosted, hosted, false);
  }

  private static boolean isHost(String host, String base) {
    return base.startsWith(DOT) ? host.endsWith(base) : host.equals(base);
  }

  private static NameSubtree unsupported(int type) {
    return new NameSubtree(type, name -> false, name -> true, false);
  }

  /** Returns true if this subtree, as a permitted one, permits a name of its type. */
  boolean permits(ConstrainedName name) {
    return !(name instanceof Unreadable) && strict.test(name);
  }

  /** Returns true if this subtree, as an excluded one, excludes a name of its type. */
  boolean excludes(ConstrainedName name) {
    return name instanceof Unreadable || broad.test(name);
  }
}
