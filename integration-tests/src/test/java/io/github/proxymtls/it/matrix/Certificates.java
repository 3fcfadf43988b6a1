package io.github.proxymtls.it.matrix;

import io.github.proxymtls.testing.Pki;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of captured certificates: the names of their files without the suffix. */
final class Certificates {

  private static final int PEM_LINE = 64;
  private static final byte[] NEWLINE = {'\n'};

  private final Map<X509Certificate, String> names = new LinkedHashMap<>();

  private Certificates() {}

  /** All certificates that a proxy may receive. */
  static Certificates of(Clients clients) {
    Certificates certificates = new Certificates();
    certificates.add("reports", clients.certificates().reports());
    certificates.add("leaf", clients.leaf());
    certificates.add("rsa", clients.rsa());
    certificates.add("ec", clients.ec());
    certificates.add("separators", clients.separators());
    certificates.add("quotes", clients.quotes());
    certificates.add("dns-names", clients.dnsNames());
    certificates.add("distinguished", clients.distinguished());
    certificates.add("revoked", clients.revoked());
    certificates.add("unregistered", clients.certificates().unregistered());
    certificates.add("expired", clients.certificates().expired());
    certificates.add("impostor", clients.certificates().impostor());
    certificates.add("root", clients.certificates().clientRoot().held());
    return certificates;
  }

  private void add(String name, Pki.Held held) {
    List<X509Certificate> chain = held.chain();
    names.put(chain.get(0), "captured-" + name);
    for (int i = 1; i < chain.size(); i++) {
      names.putIfAbsent(chain.get(i), "captured-" + name + "-issuer-" + i);
    }
  }

  /** Returns the names of a client's certificate and, on request, of those above it. */
  String accepted(Pki.Held client, boolean chain) {
    List<X509Certificate> sent = chain ? client.chain() : client.chain().subList(0, 1);
    StringBuilder text = new StringBuilder("accepted");
    sent.forEach(certificate -> text.append(' ').append(names.get(certificate)));
    return text.toString();
  }

  /** Returns the PEM text of every file. */
  Map<String, String> files() throws GeneralSecurityException {
    Map<String, String> files = new LinkedHashMap<>();
    for (Map.Entry<X509Certificate, String> entry : names.entrySet()) {
      String body =
          Base64.getMimeEncoder(PEM_LINE, NEWLINE).encodeToString(entry.getKey().getEncoded());
      files.put(
          entry.getValue() + ".pem",
          "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }
    return files;
  }
}
