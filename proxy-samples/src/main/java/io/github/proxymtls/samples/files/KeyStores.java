package io.github.proxymtls.samples.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Creates in-memory key stores from PEM files. Their entries have an empty password. */
public final class KeyStores {

  /** The password of a key entry, which the JDK requires. */
  public static final String PASSWORD = "";

  private KeyStores() {}

  /**
   * Creates a store with one key and its chain.
   *
   * @param certificate the certificate, followed by intermediate certificates
   * @param key its unencrypted private key (PKCS#8, or the older formats of OpenSSL)
   * @throws IOException if a file cannot be read, or the key does not belong to the certificate;
   *     the message names the files
   */
  public static KeyStore identity(Path certificate, Path key) throws IOException {
    Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
    PrivateKey privateKey = privateKey(key);
    try {
      if (!isPair(privateKey, chain[0].getPublicKey())) {
        throw new IOException(key + " is not the key of the first certificate in " + certificate);
      }
      KeyStore store = empty();
      store.setKeyEntry("identity", privateKey, PASSWORD.toCharArray(), chain);
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + " and " + key + ": " + e.getMessage(), e);
    }
  }

  /**
   * Creates a store of trusted CA certificates.
   *
   * @throws IOException if the file cannot be read; the message names it
   */
  public static KeyStore authorities(Path file) throws IOException {
    Collection<? extends Certificate> certificates = certificates(file);
    try {
      KeyStore store = empty();
      int count = 0;
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("authority-" + count++, certificate);
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException(file + ": no certificate in it");
      }
      return certificates;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": not a PEM file of certificates", e);
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        PEMParser parser = new PEMParser(reader)) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        if (block instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
        if (block instanceof PEMKeyPair pair) {
          return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
      }
    } catch (PEMException e) {
      throw new IOException(file + ": not a PEM file of a private key", e);
    }
    throw new IOException(file + ": no unencrypted private key in it");
  }

  private static boolean isPair(PrivateKey key, PublicKey other) throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(other);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException anotherKind) {
      return false;
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
