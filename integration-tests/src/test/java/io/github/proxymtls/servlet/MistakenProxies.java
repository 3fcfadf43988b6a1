package io.github.proxymtls.servlet;

import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A real NGINX and a real HAProxy that are configured wrongly. {@code /mistake1} makes mistake 1
 * and so on, in front of the application; NGINX's {@code /capture1} makes it in front of a server
 * that captures the request. HAProxy forwards certificates that it cannot verify.
 */
final class MistakenProxies implements AutoCloseable {

  /** The ports of the applications behind the proxies. */
  record Applications(int nginx, int haproxy, int capture) {}

  private final Fixture fixture;
  private final Path folder;
  private final Applications behind;
  private final List<Process> programs = new ArrayList<>();
  private final int nginxPort = freePort();
  private final int haproxyPort = freePort();

  MistakenProxies(Fixture fixture, Path folder, Applications behind) throws Exception {
    this.fixture = fixture;
    this.folder = folder;
    this.behind = behind;
    fixture.file("server.pem", fixture.server.chainPem());
    fixture.file("server.key", key(fixture.server));
    start("nginx", "-p", folder.toString(), "-c", nginx(), "-g", "daemon off;");
    start("haproxy", "-f", haproxy());
    for (Container.Running proxy : List.of(nginxProxy(), haproxyProxy())) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> Wire.get("/up").tls(fixture.client).to(proxy).status() == 204);
    }
  }

  Container.Running nginxProxy() {
    return at(nginxPort);
  }

  Container.Running haproxyProxy() {
    return at(haproxyPort);
  }

  static Container.Running at(int port) {
    return new Container.Running() {
      @Override
      public int port() {
        return port;
      }

      @Override
      public void close() {}
    };
  }

  private void start(String... command) throws IOException {
    programs.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(command[0] + ".log").toFile())
            .start());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private String nginx() {
    String certificate =
        "proxy_set_header %s %s; proxy_set_header ssl-client-verify $ssl_client_verify;";
    String escaped = "$ssl_client_escaped_cert";
    String right =
        nginxCredential(Fixture.SECRET) + certificate.formatted("ssl-client-cert", escaped);
    Map<Integer, String> locations =
        Map.of(
            1,
            nginxCredential(Fixture.SECRET) + certificate.formatted("X-SSL-Client-Cert", escaped),
            2,
            nginxCredential("wrong") + certificate.formatted("ssl-client-cert", escaped),
            3,
            nginxCredential(Fixture.SECRET)
                + certificate.formatted("ssl-client-cert", "$ssl_client_cert"),
            4,
            "proxy_set_header X-Real-IP $remote_addr;",
            10,
            right);
    StringBuilder all = new StringBuilder();
    locations.forEach(
        (mistake, lines) ->
            all.append(location("/mistake" + mistake, lines, behind.nginx()))
                .append(location("/capture" + mistake, lines, behind.capture())));
    return fixture.file(
        "nginx.conf",
        """
        pid nginx.pid; error_log stderr; events {}
        http { access_log off; client_body_temp_path t1; proxy_temp_path t2;
          fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
          server { listen 127.0.0.1:%d ssl; ssl_certificate server.pem;
            ssl_certificate_key server.key; ssl_client_certificate root.pem; ssl_verify_client on;
            location / { return 204; }
        """
                .formatted(nginxPort)
            + all
            + "} }");
  }

  private static String location(String path, String lines, int port) {
    return "location = " + path + " {" + lines + "proxy_pass http://127.0.0.1:" + port + "; }\n";
  }

  private static String nginxCredential(String password) {
    return "proxy_set_header Proxy-Authorization \"" + basic(password) + "\";";
  }

  /** For mistake 1 the application reads the headers of NGINX. */
  private String haproxy() {
    fixture.file("haproxy.pem", fixture.server.chainPem() + key(fixture.server));
    return fixture.file(
        "haproxy.cfg",
        """
        defaults
          mode http
          timeout connect 10s
          timeout client 30s
          timeout server 30s
        frontend clients
          bind 127.0.0.1:%1$d ssl crt %2$s/haproxy.pem ca-file %2$s/root.pem verify optional crt-ignore-err all ca-ignore-err all
          http-request return status 204 if { path /up }
          http-request set-header Proxy-Authorization "%3$s" unless { path /mistake2 }
          http-request set-header Proxy-Authorization "%4$s" if { path /mistake2 }
          http-request set-header X-SSL-Client-Cert %%[ssl_c_der,base64]
          http-request set-header X-SSL-Client-Verify 0
          http-request set-header ssl-client-verify SUCCESS if { path /mistake1 }
          use_backend nginx if { path /mistake1 }
          default_backend haproxy
        backend nginx
          server application 127.0.0.1:%5$d
        backend haproxy
          server application 127.0.0.1:%6$d
        """
            .formatted(
                haproxyPort,
                folder,
                basic(Fixture.SECRET),
                basic("wrong"),
                behind.nginx(),
                behind.haproxy()));
  }

  private static String basic(String password) {
    return Fixture.basic("edge-1:" + password);
  }

  static String key(Pki.Held held) {
    String body = Base64.getMimeEncoder().encodeToString(held.privateKey().getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
  }

  @Override
  public void close() throws InterruptedException {
    for (Process program : programs) {
      program.destroy();
      program.waitFor();
    }
  }
}
