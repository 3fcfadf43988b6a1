package io.github.proxymtls.internal.engine;

import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.internal.adapter.AdapterBuilder;
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
import io.github.proxymtls.internal.engine.Snapshot.DecisionTimer;
import io.github.proxymtls.internal.engine.Snapshot.Dependencies;
import io.github.proxymtls.internal.engine.Snapshot.Inputs;
import io.github.proxymtls.internal.log.OperatorLog;
import io.github.proxymtls.internal.reload.FileReaders;
import io.github.proxymtls.internal.reload.Notices;
import io.github.proxymtls.internal.reload.Reloader;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.internal.threads.DaemonThreads;
import io.github.proxymtls.internal.x509.BouncyCastle;
import io.github.proxymtls.oauth.ClientRegistry;
import io.github.proxymtls.oauth.TokenKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Collects sources above the standard ones, and creates an engine from them. */
public final class EngineBuilder implements AdapterBuilder {

  private final Map<String, String> code = new LinkedHashMap<>();
  private final List<Settings.Source> initParameters = new ArrayList<>();
  private final List<ProxyMtlsListener> listeners = new ArrayList<>();
  private @Nullable List<Layer> layers;
  private @Nullable Function<Problems, Settings> reader;
  private @Nullable TokenKeys tokenKeys;
  private @Nullable ClientRegistry clientRegistry;
  private @Nullable DataSource dataSource;
  private Clock clock = Clock.systemUTC();
  private FileSource files = Resource::read;
  private Duration fileLimit = FileReaders.LIMIT;

  @Override
  public EngineBuilder set(String key, String value) {
    code.put(key, value);
    return this;
  }

  @Override
  public EngineBuilder initParameters(String origin, Map<String, String> values) {
    initParameters.add(new Settings.Source(origin, values));
    return this;
  }

  @Override
  public EngineBuilder environment(List<Layer> highestFirst) {
    layers = List.copyOf(highestFirst);
    return this;
  }

  @Override
  public EngineBuilder settings(Function<Problems, Settings> settingsReader) {
    reader = settingsReader;
    return this;
  }

  @Override
  public EngineBuilder tokenKeys(TokenKeys keys) {
    tokenKeys = keys;
    return this;
  }

  @Override
  public EngineBuilder clientRegistry(ClientRegistry registry) {
    clientRegistry = registry;
    return this;
  }

  @Override
  public EngineBuilder dataSource(DataSource source) {
    dataSource = source;
    return this;
  }

  @Override
  public EngineBuilder listener(ProxyMtlsListener listener) {
    listeners.add(listener);
    return this;
  }

  @Override
  public EngineBuilder clock(Clock replacement) {
    clock = replacement;
    return this;
  }

  /**
   * Replaces the way files are read.
   *
   * @param limit the maximum time to read all files
   */
  EngineBuilder files(FileSource source, Duration limit) {
    files = source;
    fileLimit = limit;
    return this;
  }

  /**
   * {@inheritDoc}
   *
   * <p>On a cold JVM, Bouncy Castle's classes take half of the time. A second thread loads them
   * while this one reads the configuration; it ends before this method returns.
   */
  @Override
  public Engine build() {
    DaemonThreads threads = new DaemonThreads("proxymtls-start");
    // A method reference would load the class in this thread.
    Thread loading = threads.newThread(() -> BouncyCastle.load());
    loading.start();
    try {
      return start();
    } finally {
      threads.join(loading);
    }
  }

  private Engine start() {
    OperatorLog log = new OperatorLog();
    GuardedListener guarded = new GuardedListener(listeners);
    LookUps lookUps = new LookUps(guarded);
    BindingSources sources = new BindingSources(tokenKeys, clientRegistry, dataSource, lookUps);
    Revocation revocation = new Revocation(clock, watch(lookUps, guarded));
    DecisionTimer timer = guarded.measuresDecisions() ? guarded::decisionTook : DecisionTimer.NONE;
    Problems problems = new Problems();
    Settings settings = settings(problems);
    InCode inCode = new InCode(tokenKeys != null, clientRegistry != null, dataSource != null);
    Configuration configuration = ConfigurationReader.readAll(settings, inCode, problems);
    if (!ConfigurationReader.isComplete(configuration, inCode)) {
      addFaults(new Configured(configuration, settings.files()), problems);
      problems.throwIfAny();
      throw new IllegalStateException("no configuration, and no problem either");
    }
    Dependencies dependencies =
        new Dependencies(
            sources, revocation, CertificateStage.Caches.of(configuration), clock, timer);
    FileReaders readers = new FileReaders(configuration.files(), files, fileLimit);
    Reloader.Loaded<Snapshot> first = loadFirst(configuration, readers, dependencies, problems);
    Reloader.Loader<Snapshot> loader =
        (previous, contents) ->
            load(new Inputs(configuration, contents), previous, dependencies, problems.afresh());
    Reloader<Snapshot> reloader =
        new Reloader<>(readers, first, loader, new Notices(log, clock, guarded));
    GuardedListener audited = audited(configuration, guarded);
    return new Engine(reloader, audited, dependencies, Engine.Reporting.of(log, lookUps, audited))
        .started();
  }

  private GuardedListener audited(Configuration configuration, GuardedListener guarded) {
    if (!configuration.audit()) {
      return guarded;
    }
    List<ProxyMtlsListener> all = new ArrayList<>(listeners);
    all.add(new AuditLog());
    return new GuardedListener(all);
  }

  private static Revocation.Watch watch(LookUps lookUps, ProxyMtlsListener listener) {
    return new Revocation.Watch(
        lookUps,
        (refusal, nanos) -> listener.revocationChecked(refusal, Duration.ofNanos(nanos)),
        listener::revocationUnavailable);
  }

  private static Reloader.Loaded<Snapshot> loadFirst(
      Configuration configuration,
      FileReaders readers,
      Dependencies dependencies,
      Problems problems) {
    boolean loaded = false;
    try {
      Map<FileKind, FileContents> contents = readers.readFirst();
      Snapshot snapshot = load(new Inputs(configuration, contents), null, dependencies, problems);
      loaded = true;
      return new Reloader.Loaded<>(snapshot, contents);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the files were read", e);
    } finally {
      if (!loaded) {
        readers.close();
      }
    }
  }

  /** An incomplete configuration, and all files that its keys name. */
  private record Configured(Configuration configuration, Map<FileKind, List<Resource>> files) {}

  /** Reports the faults of files even if keys are invalid. */
  private void addFaults(Configured incomplete, Problems problems) {
    FileReaders readers = new FileReaders(incomplete.files(), files, fileLimit);
    try {
      FileContents contents = FileContents.together(readers.readFirst().values());
      new FileFaults(incomplete.configuration().binding(), clock, problems.reading(contents))
          .addAll(incomplete.files());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      readers.close();
    }
  }

  private Settings settings(Problems problems) {
    if (reader != null) {
      return reader.apply(problems);
    }
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
      Inputs inputs, @Nullable Snapshot previous, Dependencies dependencies, Problems problems) {
    Problems own = problems.reading(FileContents.together(inputs.files().values()));
    Snapshot next = Snapshot.load(inputs, previous, dependencies, own);
    if (next == null && previous == null) {
      // One faulty file may keep others from being read.
      new FileFaults(inputs.configuration().binding(), dependencies.clock(), own)
          .addAll(inputs.configuration().files());
    }
    own.throwIfAny();
    if (next == null) {
      throw new IllegalStateException("no snapshot, and no problem either");
    }
    return next;
  }
}
