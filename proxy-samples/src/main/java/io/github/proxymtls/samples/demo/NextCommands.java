package io.github.proxymtls.samples.demo;

import io.github.proxymtls.samples.proxy.Listener;
import io.github.proxymtls.samples.proxy.ProxyKind;
import io.github.proxymtls.samples.site.Site;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Prints commands to try while the demo keeps running. */
public final class NextCommands {

  private static final String TOKEN_PATH = "/oauth2/token";

  private NextCommands() {}

  /** Writes the clients' certificates and keys, and prints commands that use them. */
  public static void print(Site site, ProxyKind kind, PrintWriter out) throws IOException {
    Map<String, Pki.Held> clients =
        Map.of(
            "ledger", site.certificates().ledger(),
            "reports", site.certificates().reports(),
            "kiosk", site.certificates().kiosk());
    for (Map.Entry<String, Pki.Held> client : clients.entrySet()) {
      String name = "clients/" + client.getKey();
      site.write(name + ".pem", name + ".key", client.getValue());
    }
    Path serverCa = site.file("clients/server-ca.pem");
    Files.writeString(serverCa, site.certificates().serverRoot().pem(), StandardCharsets.US_ASCII);
    out.println();
    out.println("Everything keeps running until Ctrl-C. All files are in " + site.file(""));
    out.println();
    out.println("cd " + site.file("clients"));
    out.println(curl("ledger") + url(site, Listener.VERIFIED, "/whoami"));
    out.println(curl("kiosk") + token("kiosk") + url(site, Listener.ANY_CERTIFICATE, TOKEN_PATH));
    out.println(
        "token=$("
            + curl("ledger")
            + "-s "
            + token("ledger")
            + url(site, Listener.VERIFIED, TOKEN_PATH)
            + " | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')");
    for (String client : new String[] {"ledger", "reports"}) {
      out.println(
          curl(client)
              + "-H \"Authorization: Bearer $token\" "
              + url(site, Listener.VERIFIED, "/api/resource"));
    }
    out.println(
        "curl --cacert server-ca.pem -H '"
            + kind.certificateHeader()
            + ": forged' "
            + site.application().uri()
            + "/whoami");
    out.flush();
  }

  private static String curl(String client) {
    return "curl --cacert server-ca.pem --cert " + client + ".pem --key " + client + ".key ";
  }

  private static String token(String client) {
    return "-d grant_type=client_credentials -d client_id=" + client + " ";
  }

  private static String url(Site site, Listener listener, String path) {
    return "https://localhost:" + site.proxy().port(listener) + path;
  }
}
