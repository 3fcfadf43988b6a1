package io.github.proxymtls.internal.x509;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/** The extensions of a CRL or of a CRL entry, in strict DER. Each extension occurs at most once. */
public final class StrictExtensions {

  private static final int MAX = 32;

  private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();

  private StrictExtensions() {}

  /**
   * Reads the extensions.
   *
   * @throws IllegalArgumentException if they are malformed
   */
  public static StrictExtensions read(byte[] der) {
    ASN1Sequence all = ASN1Sequence.getInstance(strict(der));
    if (all.size() == 0 || all.size() > MAX) {
      throw new IllegalArgumentException(all.size() + " extensions; expected 1 to " + MAX);
    }
    StrictExtensions read = new StrictExtensions();
    all.forEach(read::add);
    return read;
  }

  /** DER omits critical = FALSE, which is the default. */
  private void add(ASN1Encodable encoded) {
    Extension extension = Extension.getInstance(encoded);
    ASN1ObjectIdentifier oid = extension.getExtnId();
    if (ASN1Sequence.getInstance(encoded).size() == 3 && !extension.isCritical()) {
      throw new IllegalArgumentException("extension " + oid.getId() + " is not DER");
    }
    if (extensions.put(oid, extension) != null) {
      throw new IllegalArgumentException("extension " + oid.getId() + " occurs twice");
    }
  }

  /**
   * Reads the value of an extension.
   *
   * @return null if the extension is absent
   * @throws IllegalArgumentException if it is malformed
   */
  public <T> @Nullable T value(ASN1ObjectIdentifier oid, Function<ASN1Primitive, T> reader) {
    Extension extension = extensions.get(oid);
    if (extension == null) {
      return null;
    }
    try {
      return reader.apply(strict(extension.getExtnValue().getOctets()));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("malformed extension " + oid.getId(), e);
    }
  }

  /**
   * Returns a critical extension that is not among the recognized ones, or null if there is none.
   */
  public @Nullable ASN1ObjectIdentifier unrecognizedCriticalExtension(
      Set<ASN1ObjectIdentifier> understood) {
    for (Extension extension : extensions.values()) {
      if (extension.isCritical() && !understood.contains(extension.getExtnId())) {
        return extension.getExtnId();
      }
    }
    return null;
  }

  public static ASN1Primitive strict(byte[] der) {
    try {
      return ParsedCertificate.strict(der);
    } catch (IOException e) {
      throw new IllegalArgumentException("not DER", e);
    }
  }
}
