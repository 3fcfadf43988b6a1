package io.github.proxymtls;

import io.github.proxymtls.internal.binding.BindingSources;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.FileContents;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.FileSource;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.reader.ConfigurationReader;
import io.github.proxymtls.internal.config.reader.InCode;
import io.github.proxymtls.internal.config.reader.Layer;
import io.github.proxymtls.internal.config.reader.Settings;
import io.github.proxymtls.internal.engine.FileReaders;
import io.github.proxymtls.internal.engine.GuardedListener;
import io.github.proxymtls.internal.engine.Reloader;
import io.github.proxymtls.internal.engine.Snapshot;
import io.github.proxymtls.internal.engine.Snapshot.Surroundings;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.oauth.TokenKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The engine: facts of a request in, a {@link Decision} out. Thread-safe; one per application.
 *
 * <pre>{@code
 * try (ProxyMtls engine = ProxyMtls.builder().set("proxymtls.config", "proxymtls.properties").build()) {
 *   Decision decision = engine.snapshot().decide(facts);
 * }
 * }</pre>
 *
 * <p>Files that the configuration names are read again when their content changes, every {@code
 * proxymtls.reload-interval}; files that cannot be used leave the last good ones of their kind in
 * force.
 */
public final class ProxyMtls implements AutoCloseable {

  private final Reloader reloader;
  private final ProxyMtlsListener listener;
  private final Revocation revocation;

  private ProxyMtls(Reloader reloader, ProxyMtlsListener listener, Revocation revocation) {
    this.reloader = reloader;
    this.listener = listener;
    this.revocation = revocation;
  }

  /** Begins to reload, to fetch keys and to ask about revocation: everything is valid. */
  private ProxyMtls started() {
    boolean started = false;
    try {
      revocation.start();
      snapshot().binding().start();
      reloader.start();
      started = true;
      return this;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Starts a configuration in code; everything else comes from the standard sources. */
  public static Builder builder() {
    return new Builder();
  }

  /** The snapshot in force. Take it once per request. */
  public Snapshot snapshot() {
    return reloader.current();
  }

  /** All listeners in one that throws nothing. */
  public ProxyMtlsListener listener() {
    return listener;
  }

  public Reloader reloader() {
    return reloader;
  }

  /**
   * Stops reloading, fetching keys and asking about revocation. No thread is left but one that a
   * file keeps waiting, or the resolution of a name, and then a warning says so.
   */
  @Override
  public void close() {
    reloader.close();
    revocation.close();
    snapshot().binding().close();
  }

  /** Collects sources above the standard ones. */
  public static final class Builder {

    private final Map<String, String> code = new LinkedHashMap<>();
    private final List<Settings.Source> initParameters = new ArrayList<>();
    private final List<ProxyMtlsListener> listeners = new ArrayList<>();
    private @Nullable List<Layer> layers;
    private @Nullable TokenKeys tokenKeys;
    private @Nullable ClientRegistry clientRegistry;
    private @Nullable DataSource dataSource;
    private Clock clock = Clock.systemUTC();
    private FileSource files = Resource::read;
    private Duration fileLimit = FileReaders.LIMIT;

    private Builder() {}

    /** Sets one key, above every other source. */
    public Builder set(String key, String value) {
      code.put(key, value);
      return this;
    }

    /**
     * Adds init-parameters, below code and below those added before.
     *
     * @param origin the place that error messages name, such as {@code filter init-parameter}
     */
    public Builder initParameters(String origin, Map<String, String> values) {
      initParameters.add(new Settings.Source(origin, values));
      return this;
    }

    /**
     * Reads an application's environment instead of the standard sources and of init-parameters.
     * {@code proxymtls.enabled} has to be set in it, and {@code proxymtls.config} must not be.
     *
     * @param highestFirst its layers
     */
    public Builder environment(List<Layer> highestFirst) {
      layers = List.copyOf(highestFirst);
      return this;
    }

    /**
     * Gives the keys by which the filter verifies bearer tokens on protected resources, in place of
     * {@code proxymtls.binding.token-jwks-uri} and {@code .token-issuer}.
     */
    public Builder tokenKeys(TokenKeys keys) {
      tokenKeys = keys;
      return this;
    }

    /**
     * Gives the registry of the clients that authenticate, instead of a file or a database. What it
     * answers is remembered for {@code proxymtls.binding.jdbc.time-to-live}.
     */
    public Builder clientRegistry(ClientRegistry registry) {
      clientRegistry = registry;
      return this;
    }

    /**
     * Gives the database of the registered clients, instead of its JNDI name; {@code
     * proxymtls.binding.jdbc.query} is what it is asked. The engine does not close it.
     */
    public Builder dataSource(DataSource source) {
      dataSource = source;
      return this;
    }

    /** Adds somebody who is told of decisions and reloads. */
    public Builder listener(ProxyMtlsListener listener) {
      listeners.add(listener);
      return this;
    }

    /** Replaces the system clock. */
    public Builder clock(Clock replacement) {
      clock = replacement;
      return this;
    }

    /**
     * Replaces how files are read.
     *
     * @param limit how long a reading of all files may take
     */
    public Builder files(FileSource source, Duration limit) {
      files = source;
      fileLimit = limit;
      return this;
    }

    /**
     * Reads the configuration and loads its files.
     *
     * @throws ConfigurationException with every problem
     */
    public ProxyMtls build() {
      BindingSources sources = new BindingSources(tokenKeys, clientRegistry, dataSource);
      ProxyMtlsListener guarded = new GuardedListener(listeners);
      Revocation revocation = new Revocation(clock, guarded::revocationUnavailable);
      Surroundings surroundings = new Surroundings(sources, revocation, clock);
      Problems problems = new Problems();
      Settings settings = settings(problems);
      Configuration configuration = configuration(settings, problems);
      if (configuration == null) {
        addUnreadable(settings.files(), problems);
        problems.throwIfAny();
        throw new IllegalStateException("no configuration, and no problem either");
      }
      FileReaders readers = new FileReaders(configuration.files(), files, fileLimit);
      Reloader.Loaded first = loadFirst(configuration, readers, surroundings, problems);
      Reloader.warn(first.snapshot().warnings());
      Reloader.Loader loader =
          (previous, contents) ->
              load(configuration, previous, surroundings, problems.afresh().reading(contents));
      Reloader reloader = new Reloader(readers, first, loader, guarded);
      return new ProxyMtls(reloader, guarded, revocation).started();
    }

    private static Reloader.Loaded loadFirst(
        Configuration configuration,
        FileReaders readers,
        Surroundings surroundings,
        Problems problems) {
      boolean loaded = false;
      try {
        Map<FileKind, FileContents> contents = readers.readFirst();
        Problems own = problems.reading(FileContents.together(contents.values()));
        Snapshot snapshot = load(configuration, null, surroundings, own);
        loaded = true;
        return new Reloader.Loaded(snapshot, contents);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while the files were read", e);
      } finally {
        if (!loaded) {
          readers.close();
        }
      }
    }

    /** What is wrong with the keys hides no file that is missing. */
    private void addUnreadable(Map<FileKind, List<Resource>> named, Problems problems) {
      FileReaders readers = new FileReaders(named, files, fileLimit);
      try {
        FileContents contents = FileContents.together(readers.readFirst().values());
        Problems own = problems.reading(contents);
        named.forEach(
            (kind, ofKind) -> ofKind.forEach(file -> own.read(file, kind.unreadableCode())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        readers.close();
      }
    }

    private @Nullable Configuration configuration(Settings settings, Problems problems) {
      return ConfigurationReader.read(
          settings,
          new InCode(tokenKeys != null, clientRegistry != null, dataSource != null),
          problems);
    }

    private Settings settings(Problems problems) {
      List<Settings.Source> sources = new ArrayList<>();
      sources.add(new Settings.Source("code", code));
      if (layers != null) {
        return Settings.readLayers(sources, layers, problems);
      }
      sources.addAll(initParameters);
      Map<String, String> system = new LinkedHashMap<>();
      for (String name : System.getProperties().stringPropertyNames()) {
        system.put(name, System.getProperty(name, ""));
      }
      return Settings.read(sources, system, System.getenv(), problems);
    }

    private static Snapshot load(
        Configuration configuration,
        @Nullable Snapshot previous,
        Surroundings surroundings,
        Problems problems) {
      Snapshot next = Snapshot.load(configuration, previous, surroundings, problems);
      problems.throwIfAny();
      if (next == null) {
        throw new IllegalStateException("no snapshot, and no problem either");
      }
      return next;
    }
  }
}
