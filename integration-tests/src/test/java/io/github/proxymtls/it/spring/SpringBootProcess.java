package io.github.proxymtls.it.spring;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootVersion;

/**
 * Runs the {@link X509Application} in a process of its own: with another Spring Boot, or with a
 * container that does not go together with those on the class path of the tests.
 */
public record SpringBootProcess(Process process, String version, int port)
    implements AutoCloseable {

  /**
   * The class path entries that the process shares with this one: the application, the filter, and
   * the filter's dependencies.
   */
  private static final String NEEDED =
      "test-classes|proxymtls-filter-|filter/target/(quick/target/)?classes|bc(pkix|prov|util)-|caffeine-"
          + "|gson-|nimbus-jose-jwt-|slf4j-api-";

  /** The servlet containers that the oldest supported Spring Boot supports. */
  public enum Oldest {
    TOMCAT("jetty-|jakarta.servlet-api-|jakarta.websocket-", ""),
    JETTY("tomcat-embed-(core|websocket)-", ""),
    UNDERTOW("tomcat-embed-|jetty-", "|undertow-|xnio-|jboss-|wildfly-|smallrye-");

    private final String left;
    private final String added;

    Oldest(String left, String added) {
      this.left = left;
      this.added = added;
    }

    /** Starts it with the application.properties of a folder. */
    public SpringBootProcess start(Path folder) throws IOException {
      Stream<String> own =
          entries("oldest-spring-boot").filter(entry -> !named(left).matcher(entry).find());
      Stream<String> ours =
          ownEntries().filter(entry -> named(NEEDED + added).matcher(entry).find());
      return SpringBootProcess.start(Stream.concat(own, ours), folder);
    }
  }

  /** Starts the newer Spring Boot with Tomcat, without the WebSocket API of Jetty's EE 10. */
  public static SpringBootProcess startNewerWithTomcat(Path folder) throws IOException {
    return start(newer("jetty-|jakarta.(servlet|websocket)-|undertow-"), folder);
  }

  /** Starts the newer Spring Boot with Jetty for Jakarta EE 11. */
  public static SpringBootProcess startNewerWithJetty(Path folder) throws IOException {
    return start(
        Stream.concat(
            Stream.of(jettyForEe11() + "/*"),
            newer("tomcat-|jetty-ee10-|jakarta.(servlet|websocket)-|undertow-")),
        folder);
  }

  /** Returns the folder that the build has made beside these classes. */
  private static Path jettyForEe11() {
    String classes =
        ownEntries().filter(named("test-classes").asPredicate()).findFirst().orElseThrow();
    return Path.of(classes).resolveSibling("jetty-ee11");
  }

  private static Stream<String> newer(String left) {
    return ownEntries().filter(entry -> !named(left).matcher(entry).find());
  }

  private static Stream<String> ownEntries() {
    return entries("java.class.path");
  }

  private static Stream<String> entries(String property) {
    return Arrays.stream(System.getProperty(property).split(File.pathSeparator, -1));
  }

  private static Pattern named(String names) {
    return Pattern.compile("/(" + names + ")[^/]*$");
  }

  private static SpringBootProcess start(Stream<String> classPath, Path folder) throws IOException {
    File errors = folder.resolve("errors").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.springframework.boot.logging.LoggingSystem=none",
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "-classpath",
                classPath.collect(Collectors.joining(File.pathSeparator)),
                SpringBootProcess.class.getName(),
                folder.resolve("application.properties").toString())
            .directory(folder.toFile())
            .redirectError(errors)
            .start();
    String line = process.inputReader().readLine();
    if (line == null) {
      throw new IOException(
          "it does not start: "
              + Files.readString(errors.toPath())
              + Files.readString(folder.resolve("target/integration-tests.log")));
    }
    String[] words = line.split(" ", -1);
    return new SpringBootProcess(process, words[0], Integer.parseInt(words[1]));
  }

  /** The main class of the process: runs until its parent process says so or ends. */
  public static void main(String[] arguments) throws IOException {
    try (Running running = Running.start(X509Application.class, Path.of(arguments[0]))) {
      System.out.println(SpringBootVersion.getVersion() + " " + running.port());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
