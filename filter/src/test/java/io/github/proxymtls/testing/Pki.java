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
 * Creates certificate authorities and certificates in memory within milliseconds. Nothing is
 * written to disk, and every certificate has its own key.
 *
 * <pre>{@code
 * Pki pki = Pki.create();
 * Pki.Authority root = pki.root("Example Root");
 * Pki.Authority issuing = root.intermediate("Example Issuing CA");
 * Pki.Held client = issuing.client("svc").uri("spiffe://example/svc").issue();
 * client.chain(); // the client's certificate and the issuing CA's; the root is not part of it
 * }</pre>
 *
 * <p>Keys are P-256 keys unless the builder says otherwise. Two CAs may have the same name: two
 * calls of {@code pki.root("Example Root")} return two CAs with different keys.
 *
 * <p>Use it for tests and demonstrations only. A real CA does not keep its key in memory.
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

  /** Creates an instance with the system clock. */
  public static Pki create() {
    return create(Clock.systemUTC());
  }

  /**
   * Creates an instance whose certificates are valid from an hour before the current time of the
   * clock.
   */
  public static Pki create(Clock clock) {
    return new Pki(clock, new SecureRandom(), MONTH);
  }

  /**
   * Creates an instance that makes the same keys and certificates for the same calls in the same
   * order. The keys are therefore publicly known.
   *
   * @param clock a fixed clock
   * @param lifetime the default lifetime of certificates
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

  /** Creates a self-signed CA, {@code CN=name}. */
  public Authority root(String name) {
    return rootBuilder(name).issueAuthority();
  }

  /** Returns a builder of a self-signed CA. Finish it with {@code issueAuthority()}. */
  public CertificateBuilder rootBuilder(String name) {
    return authorityBuilder(null, name);
  }

  /**
   * Returns a builder of a self-signed certificate, {@code CN=name}, like those of {@code openssl
   * req -x509}: cA is set, without key usage and extended key usage.
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

  /** A CA: its certificate and its key. */
  public static final class Authority {

    private final Pki pki;
    private final Held held;

    Authority(Pki pki, Held held) {
      this.pki = pki;
      this.held = held;
    }

    /** Creates a subordinate CA, {@code CN=name}. */
    public Authority intermediate(String name) {
      return intermediateBuilder(name).issueAuthority();
    }

    /** Returns a builder of a subordinate CA. Finish it with {@code issueAuthority()}. */
    public CertificateBuilder intermediateBuilder(String name) {
      return pki.authorityBuilder(this, name);
    }

    /**
     * Returns a builder of a client certificate, {@code CN=name}, with clientAuth and
     * digitalSignature.
     */
    public CertificateBuilder client(String name) {
      return leaf(name, KeyPurposeId.id_kp_clientAuth);
    }

    /**
     * Returns a builder of a server certificate, {@code CN=name}, with serverAuth and
     * digitalSignature, and without alternative names.
     */
    public CertificateBuilder server(String name) {
      return leaf(name, KeyPurposeId.id_kp_serverAuth);
    }

    private CertificateBuilder leaf(String name, KeyPurposeId purpose) {
      return new CertificateBuilder(pki, this)
          .commonName(name)
          .keyUsage(KeyUsage.digitalSignature)
          .extendedKeyUsage(purpose.getId());
    }

    /**
     * Returns a builder of a complete CRL of this CA with the current time, CRL number 1 and no
     * entries.
     */
    public CrlBuilder crl() {
      return new CrlBuilder(pki.clock().instant(), held);
    }

    /** Returns the CA certificate. */
    public X509Certificate certificate() {
      return held.certificate();
    }

    /** Returns the CA certificate as PEM. */
    public String pem() {
      return held.certificatePem();
    }

    /** Returns the private key of the CA. */
    public PrivateKey privateKey() {
      return held.privateKey();
    }

    /** Returns the CA's certificate and key. */
    public Held held() {
      return held;
    }
  }

  /** A certificate with its key and the certificates of its issuers. */
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
     * Returns the certificate as the JDK parses it.
     *
     * @throws IllegalStateException if the JDK rejects the certificate
     */
    public X509Certificate certificate() {
      try {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK refuses this certificate", e);
      }
    }

    /** Returns the DER of the certificate. */
    public byte[] der() {
      return der.clone();
    }

    /** Returns the private key. */
    public PrivateKey privateKey() {
      return keys.getPrivate();
    }

    /** Returns the key pair. */
    public KeyPair keys() {
      return keys;
    }

    /**
     * Returns this certificate and the intermediate certificates in the order of TLS, without the
     * root.
     */
    public List<X509Certificate> chain() {
      return withIntermediates().stream().map(Held::certificate).toList();
    }

    /**
     * Returns the root of this certificate, which is the certificate itself if it is self-signed.
     */
    public Held root() {
      return issuer == null ? this : issuer.held.root();
    }

    /** Returns the certificate as PEM with a newline at the end. */
    public String certificatePem() {
      return pem("CERTIFICATE", der);
    }

    /** Returns {@link #chain()} as PEM. */
    public String chainPem() {
      return withIntermediates().stream().map(Held::certificatePem).collect(Collectors.joining());
    }

    /** Returns the private key as PEM (PKCS#8, not encrypted). */
    public String privateKeyPem() {
      return pem("PRIVATE KEY", privateKey().getEncoded());
    }

    /** Returns a key store (PKCS#12) with the key and its chain. */
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

    /** Returns the SHA-256 of the DER as 64 lower-case hexadecimal digits. */
    public String sha256Hex() {
      return HexFormat.of().formatHex(sha256());
    }

    /**
     * Returns the {@code x5t#S256} thumbprint: SHA-256 of the DER in base64url without padding (RFC
     * 8705 section 3.1).
     */
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
