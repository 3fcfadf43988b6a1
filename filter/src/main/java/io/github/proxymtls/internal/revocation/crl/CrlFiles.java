package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configured CRL files. A CRL that is out of date is loaded, but gives no usable answer.
 */
public final class CrlFiles {

  private static final String FIX =
      "use a file with CRLs in PEM and complete X509 CRL blocks, or with one CRL in DER";

  private CrlFiles() {}

  /** Reads all files. Adds problems, and then returns null. */
  public static @Nullable List<Crl> read(List<Resource> files, Problems problems) {
    List<Crl> crls = new ArrayList<>();
    int before = problems.list().size();
    for (Resource file : files) {
      crls.addAll(read(file, problems));
    }
    return problems.list().size() > before ? null : crls;
  }

  private static List<Crl> read(Resource file, Problems problems) {
    byte[] octets = problems.read(file, "unreadable-file");
    if (octets == null) {
      return List.of();
    }
    try {
      List<Crl> crls = Crl.readAll(octets);
      if (crls.isEmpty()) {
        problems.add("invalid-crl", file.key(), file.location() + " contains no CRL", FIX);
      }
      return crls;
    } catch (IllegalArgumentException e) {
      problems.add("invalid-crl", file.key(), file.location() + ": " + e.getMessage(), FIX);
      return List.of();
    }
  }
}
