package io.github.proxymtls.it;

import io.github.proxymtls.samples.files.TemporaryFolder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server with a new database in a temporary folder, on a free port of the loopback
 * address. PostgreSQL refuses to run as root; in that case it runs as the user nobody.
 */
final class PostgresServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final String LOOPBACK = "127.0.0.1";
  private static final String DATABASE = "postgres";
  private static final String USER = "clients";
  private static final int NOBODY = 65_534;

  private final TemporaryFolder folder;
  private final Path programs;
  private final String password = UUID.randomUUID().toString();
  private final int port;
  private @Nullable Process process;

  private PostgresServer(Path programs) throws IOException {
    this.programs = programs;
    this.folder = TemporaryFolder.create("proxymtls-postgres");
    this.port = freePort();
  }

  /**
   * Creates the database and starts the server.
   *
   * @throws org.opentest4j.TestAbortedException if PostgreSQL is not installed; an {@link
   *     IOException} if it is required
   */
  static PostgresServer create() throws IOException {
    Path programs = programs();
    if (programs == null) {
      String missing = "PostgreSQL is not installed. Install it with: apt-get install postgresql";
      if (Sites.required()) {
        throw new IOException(missing);
      }
      Assumptions.abort(missing);
    }
    PostgresServer server = new PostgresServer(programs);
    try {
      server.initialize();
      server.start();
      return server;
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private void initialize() throws IOException {
    Path secret = folder.write("password", password);
    if (isRoot()) {
      for (Path path : List.of(folder.path(), secret)) {
        Files.setAttribute(path, "unix:uid", NOBODY);
        Files.setAttribute(path, "unix:gid", NOBODY);
      }
    }
    Process initdb =
        command(
            "initdb",
            "--pgdata=" + data(),
            "--username=" + USER,
            "--pwfile=" + secret,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync");
    if (!ended(initdb, START) || initdb.exitValue() != 0) {
      initdb.destroyForcibly();
      throw new IOException("initdb fails:\n" + log());
    }
  }

  /** Starts the server, on the same port as before if it was stopped. */
  void start() throws IOException {
    process =
        command(
            "postgres",
            "-D",
            data().toString(),
            "-p",
            Integer.toString(port),
            "-k",
            folder.path().toString(),
            "-c",
            "listen_addresses=" + LOOPBACK,
            "-c",
            "fsync=off");
    Awaitility.await().atMost(START).until(this::answers);
  }

  /** Stops the server, even if clients are connected. */
  void stop() throws IOException {
    Process running = process;
    process = null;
    if (running == null) {
      return;
    }
    // SIGINT ends the sessions; SIGTERM would wait for them.
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(running.pid())).start();
    if (!ended(kill, STOP) || !ended(running, STOP)) {
      running.destroyForcibly();
    }
  }

  /** Returns a data source that opens new connections and limits the time to open one. */
  PGSimpleDataSource dataSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {LOOPBACK});
    source.setPortNumbers(new int[] {port});
    source.setDatabaseName(DATABASE);
    source.setUser(USER);
    source.setPassword(password);
    source.setConnectTimeout(2);
    source.setLoginTimeout(2);
    return source;
  }

  /** Returns the same settings in the form of a container's configuration. */
  Map<String, String> properties() {
    return Map.of(
        "serverName", LOOPBACK,
        "portNumber", Integer.toString(port),
        "databaseName", DATABASE,
        "user", USER,
        "password", password);
  }

  void run(String sql) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean answers() {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException("PostgreSQL does not start:\n" + log());
    }
    try (Connection connection = dataSource().getConnection()) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private Path data() {
    return folder.path().resolve("data");
  }

  private Process command(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command)
        .directory(folder.path().toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile()))
        .start();
  }

  private File logFile() {
    return folder.path().resolve("log").toFile();
  }

  private String log() {
    try {
      return Files.readString(logFile().toPath());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean ended(Process process, Duration within) throws IOException {
    try {
      return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static int freePort() throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return socket.getLocalPort();
    }
  }

  /** Finds the folder with initdb and postgres: in PATH, otherwise Debian's newest. */
  private static @Nullable Path programs() throws IOException {
    List<Path> folders = new ArrayList<>();
    String path = System.getenv("PATH");
    if (path != null) {
      Stream.of(path.split(File.pathSeparator, -1)).map(Path::of).forEach(folders::add);
    }
    if (Files.isDirectory(DEBIAN)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN, "[0-9]*")) {
        List<Path> all = new ArrayList<>();
        versions.forEach(all::add);
        all.sort(Comparator.comparing(PostgresServer::version).reversed());
        all.forEach(version -> folders.add(version.resolve("bin")));
      }
    }
    return folders.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .findFirst()
        .orElse(null);
  }

  private static int version(Path folder) {
    String digits = folder.getFileName().toString().replaceAll("\\D.*", "");
    return Integer.parseInt(digits);
  }

  @Override
  public void close() throws IOException {
    stop();
    folder.close();
  }
}
