package io.github.proxymtls.benchmarks;

import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * The files of a filter behind NGINX that authenticates by HTTP Basic, with CRLs and thousands of
 * OAuth clients, for the processes that are measured whole.
 */
final class Setting {

  static final String TOKEN = "/oauth2/token";

  /** Large enough for all clients; the default is not. */
  static final String CACHE = "256MB";

  /** The number of changes of a kind that are measured. */
  static final int CHANGES = 5;

  private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int COST = 4;

  private final Path folder;
  private final Clients clients;

  private Setting(Path folder, Clients clients) {
    this.folder = folder;
    this.clients = clients;
  }

  /** Writes the files into a folder. */
  static Setting write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Setting setting = new Setting(folder, Clients.of("RSA-2048"));
    setting.file("root.pem", setting.clients.root());
    setting.file("issuing.pem", setting.clients.issuing());
    setting.file("crls.pem", setting.clients.crls());
    setting.file(
        "users",
        "edge-1:"
            + OpenBSDBCrypt.generate("2y", Request.PASSWORD.toCharArray(), SALT, COST)
            + "\n");
    setting.file("clients.json", registrations(Clients.MANY));
    setting.file("client.json", registrations(1));
    setting.file("proxymtls.properties", properties("clients.json"));
    setting.file("start.properties", properties("client.json"));
    setting.file(
        "request.properties",
        "Proxy-Authorization=%s\nssl-client-verify=SUCCESS\nssl-client-cert=%s\n"
            .formatted(credential(), setting.percentPem(0)));
    return setting;
  }

  private static String properties(String registrations) {
    return """
    proxymtls.format=nginx
    proxymtls.proxy.authentication=basic
    proxymtls.proxy.basic.users-file=users
    proxymtls.client.trust-anchors=root.pem
    proxymtls.client.intermediates=issuing.pem
    proxymtls.client.revocation.methods=crl
    proxymtls.client.revocation.crls=crls.pem
    proxymtls.binding.client-authentication=%s
    proxymtls.binding.clients=%s
    proxymtls.reload-interval=1s
    proxymtls.cache.maximum-bytes=%s
    """
        .formatted(TOKEN, registrations, CACHE);
  }

  /** Returns registrations of clients by the DNS name of their certificates. */
  static String registrations(int clients) {
    return IntStream.range(0, clients)
        .mapToObj(
            number ->
                """
                {"client_id":"svc-%1$d","token_endpoint_auth_method":"tls_client_auth",
                "tls_client_auth_san_dns":"svc-%1$d.example"}
                """
                    .formatted(number))
        .collect(Collectors.joining(",", "[", "]"));
  }

  static String credential() {
    byte[] words = HeaderForm.ascii("edge-1:" + Request.PASSWORD);
    return "Basic " + Base64.getEncoder().encodeToString(words);
  }

  String percentPem(int client) {
    return HeaderForm.PERCENT_PEM.value(clients.leaves().get(client));
  }

  /** A change of a file while the filter runs. */
  enum Change {
    USERS("a comment in the users' file", CHANGES),
    REGISTRATIONS("a new registration", CHANGES),
    CRLS("new CRLs", CHANGES),
    ANCHORS("a new trust anchor", 1);

    private final String what;
    private final int times;

    Change(String what, int times) {
      this.what = what;
      this.times = times;
    }

    String what() {
      return what;
    }

    /** Returns how many changes are measured. */
    int times() {
      return times;
    }
  }

  /**
   * Changes a file.
   *
   * @param number of this change of its kind, from zero
   */
  void apply(Change change, int number) throws IOException {
    switch (change) {
      case USERS -> file("users", Files.readString(file("users")) + "# changed\n");
      case REGISTRATIONS -> file("clients.json", registrations(Clients.MANY + 1 + number));
      case CRLS -> file("crls.pem", clients.newerCrls().get(number));
      case ANCHORS ->
          file("root.pem", Files.readString(file("root.pem")) + Pki.create().root("Another").pem());
    }
  }

  /**
   * Writes one request of each client, with a NUL after each.
   *
   * @param form how the certificate is written
   * @param header the name before it
   */
  Path requests(String name, int count, HeaderForm form, String header) throws IOException {
    Path file = file(name + ".requests");
    if (!Files.exists(file)) {
      StringBuilder all = new StringBuilder();
      for (int client = 0; client < count; client++) {
        String body = "grant_type=client_credentials&client_id=svc-" + client;
        all.append(
            """
            POST %s HTTP/1.1
            Host: service.example
            User-Agent: client/1.0
            Accept: application/json
            Content-Type: application/x-www-form-urlencoded
            Content-Length: %d
            Proxy-Authorization: %s
            ssl-client-verify: SUCCESS
            %s: %s

            """
                .formatted(
                    TOKEN,
                    body.length(),
                    credential(),
                    header,
                    form.value(clients.leaves().get(client)))
                .replaceAll("(?<!\r)\n", "\r\n"));
        all.append(body).append('\0');
      }
      Files.writeString(file, all);
    }
    return file;
  }

  Path folder() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  void file(String name, String content) throws IOException {
    Files.writeString(file(name), content);
  }
}
