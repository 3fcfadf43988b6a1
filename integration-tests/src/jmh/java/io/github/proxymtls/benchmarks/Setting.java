package io.github.proxymtls.benchmarks;

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
    setting.file(
        "proxymtls.properties",
        """
        proxymtls.format=nginx
        proxymtls.proxy.authentication=basic
        proxymtls.proxy.basic.users-file=users
        proxymtls.client.trust-anchors=root.pem
        proxymtls.client.intermediates=issuing.pem
        proxymtls.client.revocation.methods=crl
        proxymtls.client.revocation.crls=crls.pem
        proxymtls.binding.client-authentication=%s
        proxymtls.binding.clients=clients.json
        proxymtls.reload-interval=1s
        """
            .formatted(TOKEN));
    setting.file(
        "request.properties",
        "Proxy-Authorization=%s\nssl-client-verify=SUCCESS\nssl-client-cert=%s\n"
            .formatted(credential(), setting.percentPem(0)));
    return setting;
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

  Path file(String name) {
    return folder.resolve(name);
  }

  void file(String name, String content) throws IOException {
    Files.writeString(file(name), content);
  }
}
