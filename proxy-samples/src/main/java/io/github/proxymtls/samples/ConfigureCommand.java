package io.github.proxymtls.samples;

import io.github.proxymtls.samples.configure.Backend;
import io.github.proxymtls.samples.configure.CertificateForm;
import io.github.proxymtls.samples.configure.Endpoint;
import io.github.proxymtls.samples.configure.GeneratedFile;
import io.github.proxymtls.samples.configure.Generator;
import io.github.proxymtls.samples.configure.ProxyOptions;
import io.github.proxymtls.samples.configure.Target;
import io.github.proxymtls.samples.files.OwnerOnlyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code configure}: writes the proxy configuration that matches a properties file. */
@Command(
    name = "configure",
    description = {
      "Prints the configuration of a proxy that matches the filter's properties.",
      "The README in the proxy's folder of proxy-samples explains every block.",
      "It refers to files of certificates and keys: server.pem and server.key (of the listeners),"
          + " client-ca.pem, proxy.pem and proxy.key (of the proxy), application-ca.pem."
          + " HAProxy needs server-identity.pem and proxy-identity.pem, each a certificate, its"
          + " chain and its key in one; Apache needs the latter, without the chain.",
      "Exits with status 78 if the properties do not fit the proxy."
    },
    mixinStandardHelpOptions = true)
final class ConfigureCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PROXY",
      description =
          "nginx, envoy, haproxy, apache, traefik, caddy (2.8 and later) or caddy-2.6 (2.6, 2.7).")
  private Target target;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description =
          "The filter's properties file, or a Spring Boot application's application.yml or"
              + " application.properties. The files that they name need not exist.")
  private Path config;

  @Mixin private SpringProfiles springProfiles;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description =
          "native (the proxy's own) or rfc9440: reject properties that name another form. Envoy"
              + " and Traefik cannot write rfc9440.")
  private @Nullable CertificateForm form;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "The profile of the proxy, if the properties have several.")
  private @Nullable String profile;

  @Option(
      names = "--backend",
      required = true,
      paramLabel = "URL",
      description =
          "The application, such as https://app.internal:8443; http for a loopback address only.")
  private String backend;

  @Option(
      names = "--backend-name",
      paramLabel = "NAME",
      description =
          "The DNS name in the application's certificate, if the URL has an IP address. Default:"
              + " the URL's host, and localhost for a loopback address.")
  private @Nullable String backendName;

  @Option(
      names = "--listen",
      defaultValue = "0.0.0.0:443",
      paramLabel = "ADDRESS:PORT",
      description =
          "The address of the listener that verifies certificates. Default: ${DEFAULT-VALUE}.")
  private String verified;

  @Option(
      names = "--listen-any-certificate",
      paramLabel = "ADDRESS:PORT",
      description =
          "Add a listener that does not verify, at this address. Default: the next port, if"
              + " proxymtls.client.self-signed=pinned, else none.")
  private @Nullable String anyCertificate;

  @Option(
      names = "--credential-file",
      paramLabel = "FILE",
      description = "The file with the proxy's user:password; without it a placeholder is printed.")
  private @Nullable Path credentialFile;

  @Option(
      names = "--files",
      paramLabel = "FOLDER",
      description = "The folder of certificates and keys. Default: relative names.")
  private @Nullable Path files;

  @Option(
      names = "--session-resumption",
      description = "Let clients resume TLS sessions; off by default.")
  private boolean sessionResumption;

  @Option(
      names = "--websocket",
      description = "Pass WebSocket handshakes to the application, and no other upgrade.")
  private boolean webSocket;

  @Option(
      names = "--include",
      description =
          "Write only what an existing configuration includes: the headers, and the way to the"
              + " application. For nginx, apache and caddy.")
  private boolean include;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Write the files here instead of printing them.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    ProxyOptions options = blueprint();
    Generator generator = new Generator(target, form, profile, springProfiles.names());
    List<GeneratedFile> generated =
        include
            ? option("--include", () -> generator.generateInclude(config, options))
            : generator.generate(config, options);
    if (output == null) {
      print(generated);
    } else {
      write(generated, output);
    }
    return 0;
  }

  private ProxyOptions blueprint() throws IOException {
    Endpoint first = option("--listen", () -> Endpoint.parse(verified));
    Backend application = option("--backend", () -> Backend.parse(backend, backendName));
    String folder = option("--files", () -> folder(files));
    String credential =
        credentialFile == null ? ProxyOptions.PLACEHOLDER : authorization(credentialFile);
    return option(
        "--listen-any-certificate",
        () ->
            new ProxyOptions(
                first,
                anyCertificate == null ? null : Endpoint.parse(anyCertificate),
                application,
                credential,
                sessionResumption,
                webSocket,
                folder));
  }

  private <T> T option(String name, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), name + " " + e.getMessage(), e);
    }
  }

  private static String folder(@Nullable Path folder) {
    if (folder == null) {
      return "";
    }
    String name = folder.toString();
    if (!name.matches("[A-Za-z0-9_./-]+")) {
      throw new IllegalArgumentException(
          "may contain only letters, digits and . _ - /: other characters have a meaning in"
              + " configurations of proxies");
    }
    return name.endsWith("/") ? name : name + "/";
  }

  private String authorization(Path file) throws IOException {
    String credential = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    byte[] line = credential.replaceFirst("\\r?\\n\\z", "").getBytes(StandardCharsets.ISO_8859_1);
    String fault = UserAndPassword.fault(line);
    if (fault != null) {
      throw new ParameterException(spec.commandLine(), "--credential-file " + fault);
    }
    return "Basic " + Base64.getEncoder().encodeToString(line);
  }

  private void print(List<GeneratedFile> generated) {
    PrintWriter out = spec.commandLine().getOut();
    for (GeneratedFile file : generated) {
      if (!isPrinted(file)) {
        spec.commandLine().getErr().println("also needs " + file.name() + ": use --output FOLDER");
      } else if (file.equals(generated.get(0))) {
        out.print(file.text());
      } else {
        out.print("---\n# " + file.name() + "\n" + file.text());
      }
    }
    out.flush();
  }

  private boolean isPrinted(GeneratedFile file) {
    return target.files().contains(file.name()) || file.name().equals(target.includeFile());
  }

  private void write(List<GeneratedFile> generated, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (GeneratedFile file : generated) {
      Path written = folder.resolve(file.name());
      OwnerOnlyFile.write(written, file.text());
      spec.commandLine().getErr().println("written: " + written);
    }
  }
}
