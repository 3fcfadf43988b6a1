package io.github.proxymtls.testing;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/** Certificates that are designed to be expensive to validate. */
public final class HostileBundles {

  private static final ASN1ObjectIdentifier POLICIES =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.99999");

  private HostileBundles() {}

  /**
   * Sets a kind of key: {@code EC} (P-256), {@code P-384}, {@code P-521}, {@code ML-DSA}, or {@code
   * RSA-} followed by the size in bits.
   */
  public static CertificateBuilder keyed(CertificateBuilder builder, String kind) {
    return switch (kind) {
      case "EC" -> builder;
      case "P-384" -> builder.ec("secp384r1");
      case "P-521" -> builder.ec("secp521r1");
      case "ML-DSA" -> builder.mlDsa();
      default -> builder.rsa(Integer.parseInt(kind.substring("RSA-".length())));
    };
  }

  /**
   * Returns CAs that all have the key of the first one and share a few names in turn. The first
   * one's name is {@code Ring 0}. Every CA with a name may have issued all certificates that have
   * this name as their issuer.
   */
  public static List<Pki.Authority> ring(Pki.Authority first, int names, int authorities) {
    KeyPair keys = first.held().keys();
    List<Pki.Authority> ring = new ArrayList<>(List.of(first));
    for (int i = 1; i <= authorities; i++) {
      ring.add(
          ring.get(i - 1).intermediateBuilder("Ring " + i % names).keys(keys).issueAuthority());
    }
    return ring.subList(1, ring.size());
  }

  /** Returns a chain of CAs, each issued by the previous one. */
  public static List<Pki.Authority> chain(
      Pki.Authority top, int authorities, UnaryOperator<CertificateBuilder> with) {
    List<Pki.Authority> chain = new ArrayList<>(List.of(top));
    for (int i = 0; i < authorities; i++) {
      chain.add(with.apply(chain.get(i).intermediateBuilder("Chain " + i)).issueAuthority());
    }
    return chain.subList(1, chain.size());
  }

  /** Adds the first policies. */
  public static CertificateBuilder policies(CertificateBuilder builder, int count) {
    return policies(builder, IntStream.range(0, count).mapToObj(HostileBundles::policy).toList());
  }

  /** Adds these policies. */
  public static CertificateBuilder policies(
      CertificateBuilder builder, List<ASN1ObjectIdentifier> policies) {
    return builder.extension(
        Extension.certificatePolicies,
        false,
        new DERSequence(policies.stream().map(DERSequence::new).toArray(ASN1Encodable[]::new)));
  }

  /**
   * Adds the first policies and maps each to all of them, so that the policy tree multiplies at
   * each step.
   */
  public static CertificateBuilder multiplying(CertificateBuilder builder, int count) {
    return policies(
        mapping(
            builder,
            IntStream.range(0, count * count).mapToObj(i -> pair(i / count, i % count)).toList()),
        count);
  }

  /** Adds the first policies and maps each to the next. */
  public static CertificateBuilder rotating(CertificateBuilder builder, int count) {
    return policies(
        mapping(
            builder, IntStream.range(0, count).mapToObj(i -> pair(i, (i + 1) % count)).toList()),
        count);
  }

  private static CertificateBuilder mapping(CertificateBuilder builder, List<DERSequence> pairs) {
    return builder.extension(
        Extension.policyMappings, true, new DERSequence(pairs.toArray(ASN1Encodable[]::new)));
  }

  private static DERSequence pair(int from, int to) {
    return new DERSequence(new ASN1Encodable[] {policy(from), policy(to)});
  }

  /** Returns a policy by its number. */
  public static ASN1ObjectIdentifier policy(int number) {
    return POLICIES.branch(String.valueOf(number));
  }

  /** Excludes a number of names of a type of {@link GeneralName}. None is one of {@link #named}. */
  public static CertificateBuilder excluding(CertificateBuilder builder, int kind, int count) {
    for (int i = 0; i < count; i++) {
      builder.exclude(
          new GeneralName(
              kind,
              kind == GeneralName.iPAddress ? "10.0." + i + ".0/24" : name(kind, "excluded" + i)));
    }
    return builder;
  }

  /** Adds a number of alternative names of a type. */
  public static CertificateBuilder named(CertificateBuilder builder, int kind, int count) {
    for (int i = 0; i < count; i++) {
      String name = name(kind, "name" + i);
      builder.san(
          new GeneralName(
              kind,
              switch (kind) {
                case GeneralName.iPAddress -> "10.1." + i + ".1";
                case GeneralName.uniformResourceIdentifier -> "https://" + name + "/";
                default -> name;
              }));
    }
    return builder;
  }

  private static String name(int kind, String word) {
    return switch (kind) {
      case GeneralName.directoryName -> "CN=" + word;
      case GeneralName.rfc822Name -> "a@" + word + ".example";
      default -> word + ".example";
    };
  }
}
