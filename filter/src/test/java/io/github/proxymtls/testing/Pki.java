package io.github.proxymtls.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * Certificate authorities and certificates, made in memory in milliseconds. Nothing is written
 * anywhere, and no two have a key in common.
 *
 * <pre>{@code
 * Pki pki = Pki.create();
 * Pki.Authority root = pki.root("Example Root");
 * Pki.Authority issuing = root.intermediate("Example Issuing CA");
 * Pki.Held client = issuing.client("svc").uri("spiffe://example/svc").issue();
 * client.chain(); // the client's certificate and the issuing CA's; the root is not part of it
 * }</pre>
 *
 * <p>Keys are on the curve P-256 unless the builder says otherwise. Two authorities may have one
 * name: {@code pki.root("Example Root")} called twice gives two of them, with different keys.
 *
 * <p>For tests and demonstrations; a real authority does not keep its key in a heap.
 */
public final class Pki {

  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration DECADE = Duration.ofDays(3650);

  private final Clock clock;
  private final SecureRandom random;
  private final Duration lifetime;

  private Pki(Clock clock, SecureRandom random, Duration lifetime) {
    this.clock = clock;
    this.random = random;
    this.lifetime = lifetime;
  }

  /** A new one, by the system's clock. */
  public static Pki create() {
    return create(Clock.systemUTC());
  }

  /** A new one, whose certificates are valid from an hour before the clock's present instant. */
  public static Pki create(Clock clock) {
    return new Pki(clock, new SecureRandom(), MONTH);
  }

  /**
   * One that makes the same keys and certificates whenever it is asked for the same in the same
   * order, so that everybody knows the keys.
   *
   * @param clock a fixed one
   * @param lifetime of certificates that are given no other
   */
  public static Pki insecureReproducible(long seed, Clock clock, Duration lifetime) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return new Pki(clock, random, lifetime);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A self-signed authority, {@code CN=name}. */
  public Authority root(String name) {
    return rootBuilder(name).issueAuthority();
  }

  /** A self-signed authority that is not the usual one; ends with {@code issueAuthority()}. */
  public CertificateBuilder rootBuilder(String name) {
    return authorityBuilder(null, name);
  }

  /**
   * A self-signed certificate, {@code CN=name}, as {@code openssl req -x509} makes them: CA:TRUE,
   * no key usage, no extended key usage.
   */
  public CertificateBuilder selfSigned(String name) {
    return new CertificateBuilder(this, null).commonName(name).ca(true);
  }

  Clock clock() {
    return clock;
  }

  SecureRandom random() {
    return random;
  }

  Duration lifetime() {
    return lifetime;
  }

  private CertificateBuilder authorityBuilder(@Nullable Authority issuer, String name) {
    return new CertificateBuilder(this, issuer)
        .commonName(name)
        .ca(true)
        .lifetime(lifetime.compareTo(DECADE) > 0 ? lifetime : DECADE)
        .keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature);
  }

  /** An authority: a CA certificate and its key. */
  public static final class Authority {

    private final Pki pki;
    private final Held held;

    Authority(Pki pki, Held held) {
      this.pki = pki;
      this.held = held;
    }

    /** A subordinate authority, {@code CN=name}. */
    public Authority intermediate(String name) {
      return intermediateBuilder(name).issueAuthority();
    }

    /** A subordinate authority that is not the usual one; ends with {@code issueAuthority()}. */
    public CertificateBuilder intermediateBuilder(String name) {
      return pki.authorityBuilder(this, name);
    }

    /** A client's certificate, {@code CN=name}: clientAuth, digitalSignature. */
    public CertificateBuilder client(String name) {
      return leaf(name, KeyPurposeId.id_kp_clientAuth);
    }

    /** A server's certificate, {@code CN=name}: serverAuth, digitalSignature; no SAN by itself. */
    public CertificateBuilder server(String name) {
      return leaf(name, KeyPurposeId.id_kp_serverAuth);
    }

    private CertificateBuilder leaf(String name, KeyPurposeId purpose) {
      return new CertificateBuilder(pki, this)
          .commonName(name)
          .keyUsage(KeyUsage.digitalSignature)
          .extendedKeyUsage(purpose.getId());
    }

    /** A CRL by this authority; complete, of now, number 1, and without entries so far. */
    public RevocationListBuilder revocationList() {
      return new RevocationListBuilder(pki.clock().instant(), held);
    }

    /** The CA certificate. */
    public X509Certificate certificate() {
      return held.certificate();
    }

    /** The CA certificate as PEM. */
    public String pem() {
      return held.certificatePem();
    }

    /** The CA's key. */
    public PrivateKey privateKey() {
      return held.privateKey();
    }

    /** The CA's certificate and key, as of anybody else. */
    public Held held() {
      return held;
    }
  }

  /** A certificate, the key that belongs to it, and the certificates of those who issued it. */
  public static final class Held {

    private final byte[] der;
    private final KeyPair keys;
    private final @Nullable Authority issuer;

    Held(byte[] der, KeyPair keys, @Nullable Authority issuer) {
      this.der = der.clone();
      this.keys = keys;
      this.issuer = issuer;
    }

    /**
     * The certificate, by the JDK.
     *
     * @throws IllegalStateException if the JDK refuses what the builder was told to make
     */
    public X509Certificate certificate() {
      try {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK refuses this certificate", e);
      }
    }

    /** The certificate's DER. */
    public byte[] der() {
      return der.clone();
    }

    /** The private key. */
    public PrivateKey privateKey() {
      return keys.getPrivate();
    }

    /** Both keys. */
    public KeyPair keys() {
      return keys;
    }

    /** This certificate and the intermediate ones in the order of TLS, without the root. */
    public List<X509Certificate> chain() {
      return withIntermediates().stream().map(Held::certificate).toList();
    }

    /** The root above this certificate; itself where nobody issued it. */
    public Held root() {
      return issuer == null ? this : issuer.held.root();
    }

    /** The certificate as PEM, with a newline at the end. */
    public String certificatePem() {
      return pem("CERTIFICATE", der);
    }

    /** {@link #chain()} as PEM. */
    public String chainPem() {
      return withIntermediates().stream().map(Held::certificatePem).collect(Collectors.joining());
    }

    /** The private key as PEM (PKCS#8, not encrypted). */
    public String privateKeyPem() {
      return pem("PRIVATE KEY", privateKey().getEncoded());
    }

    /** A key store (PKCS#12) that holds the key with its chain. */
    public KeyStore keyStore(String password) {
      try {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate[] chain = chain().toArray(Certificate[]::new);
        store.setKeyEntry("held", privateKey(), password.toCharArray(), chain);
        return store;
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** SHA-256 of the DER, 64 lower-case hexadecimal digits. */
    public String sha256Hex() {
      return HexFormat.of().formatHex(sha256());
    }

    /** {@code x5t#S256}: SHA-256 of the DER, base64url without padding (RFC 8705 section 3.1). */
    public String thumbprint() {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256());
    }

    private List<Held> withIntermediates() {
      List<Held> all = new ArrayList<>(List.of(this));
      for (Authority above = issuer; above != null; above = above.held.issuer) {
        if (above.held.issuer != null) {
          all.add(above.held);
        }
      }
      return all;
    }

    static String pem(String label, byte[] der) {
      byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
      String body = Base64.getMimeEncoder(64, newline).encodeToString(der);
      return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private byte[] sha256() {
      try {
        return MessageDigest.getInstance("SHA-256").digest(der);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
