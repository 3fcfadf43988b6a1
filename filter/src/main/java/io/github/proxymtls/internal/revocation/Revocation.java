package io.github.proxymtls.internal.revocation;

import io.github.proxymtls.LookUp;
import io.github.proxymtls.Reason;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.config.RevocationSettings.Method;
import io.github.proxymtls.internal.config.RevocationSettings.Ocsp;
import io.github.proxymtls.internal.fetch.Fetcher;
import io.github.proxymtls.internal.fetch.LookUpWatch;
import io.github.proxymtls.internal.fetch.NamedFetcher;
import io.github.proxymtls.internal.path.RevocationChecker;
import io.github.proxymtls.internal.revocation.crl.Crl;
import io.github.proxymtls.internal.revocation.crl.CrlFiles;
import io.github.proxymtls.internal.revocation.crl.CrlRevocation;
import io.github.proxymtls.internal.revocation.crl.CrlUrl;
import io.github.proxymtls.internal.revocation.ocsp.OcspClient;
import io.github.proxymtls.internal.revocation.ocsp.OcspLookUp;
import io.github.proxymtls.internal.revocation.ocsp.OcspResponders;
import io.github.proxymtls.internal.revocation.source.RevocationMethod;
import io.github.proxymtls.internal.text.EscapedText;
import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The revocation state that survives a reload: the CRLs from URLs and the cached OCSP responses.
 * Updates them in the background from {@link #start} until {@link #close}.
 */
public final class Revocation implements RevocationChecker.Factory, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Revocation.class);

  /** A CRL may be large, and only the first requests wait for it. */
  private static final Duration CRL_LIMIT = Duration.ofSeconds(30);

  private record Asked(Ocsp ocsp, Duration timeout) {}

  private final Clock clock;
  private final Watch watch;
  private final RevocationThreads threads = new RevocationThreads(this::tick);
  private final Fetcher crlFetcher;
  private final Collection<OcspResponders> responders = new ConcurrentLinkedQueue<>();
  private final Map<URI, CrlUrl> urls = new ConcurrentHashMap<>();
  private final Map<Asked, OcspClient> clients = new ConcurrentHashMap<>();
  private final AtomicLong epochs = new AtomicLong();

  /**
   * Creates an instance that is not started yet.
   *
   * @param unavailable runs whenever a certificate is accepted without a revocation status
   */
  public Revocation(Clock clock, Runnable unavailable) {
    this(clock, new Watch(LookUpWatch.NONE, (refusal, nanos) -> {}, unavailable));
  }

  /** Creates an instance that is not started yet. */
  public Revocation(Clock clock, Watch watch) {
    this.clock = clock;
    this.watch = watch;
    this.crlFetcher = watch.lookUps().watching(LookUp.CRL, new NamedFetcher(CRL_LIMIT));
  }

  /**
   * The receivers of results and look-ups.
   *
   * @param results receives the result of each check
   * @param unavailable runs whenever a certificate is accepted without a revocation status
   */
  public record Watch(LookUpWatch lookUps, Results results, Runnable unavailable) {

    void checked(@Nullable Reason refusal, long nanos) {
      results.checked(refusal, nanos);
    }
  }

  /** Receives the result of each check of a path, and its duration. */
  @FunctionalInterface
  public interface Results {

    /**
     * Called after a check.
     *
     * @param refusal null if the path passed
     */
    void checked(@Nullable Reason refusal, long nanos);
  }

  /** Checks a file of CRLs alone, without the other files. Adds every problem. */
  public static void checkCrls(Resource file, Problems problems) {
    CrlFiles.read(List.of(file), problems);
  }

  @Override
  public @Nullable RevocationChecker checker(
      RevocationSettings rules, Collection<ParsedCertificate> signers, Problems problems) {
    if (rules.methods().isEmpty()) {
      return RevocationChecker.OFF;
    }
    List<Crl> files = CrlFiles.read(rules.lists().files(), problems);
    if (files == null) {
      return null;
    }
    List<RevocationMethod> methods = new ArrayList<>();
    for (Method method : rules.methods()) {
      methods.add(
          switch (method) {
            case CRL -> new CrlRevocation(files, urls(rules), signers, epochs::incrementAndGet);
            case OCSP -> client(rules);
          });
    }
    RevocationChecker checker =
        new PathRevocation(
            methods, rules.timeout(), rules.acceptsUnavailable(), this::passedWithout);
    return new WatchedChecker(checker, watch);
  }

  private List<CrlUrl> urls(RevocationSettings rules) {
    return rules.lists().urls().stream()
        .map(uri -> urls.computeIfAbsent(uri, it -> new CrlUrl(it, crlFetcher, clock)))
        .toList();
  }

  private OcspClient client(RevocationSettings rules) {
    return clients.computeIfAbsent(
        new Asked(rules.ocsp(), rules.timeout()),
        asked -> {
          OcspResponders own =
              new OcspResponders(asked.ocsp(), asked.timeout(), clock, watch.lookUps());
          responders.add(own);
          return new OcspClient(new OcspLookUp(own, threads, threads::executeInBackground, clock));
        });
  }

  private void passedWithout(String detail) {
    LOG.warn("event=revocation-unavailable accepted=true detail={}", EscapedText.inLog(detail));
    watch.unavailable().run();
  }

  private void tick() {
    Instant now = clock.instant();
    urls.values().stream().filter(url -> url.tryBegin(now)).forEach(this::fetch);
    clients.values().forEach(client -> client.tick(now));
  }

  /** Starts the background updates, if there is anything to update. */
  public void start() {
    if (!urls.isEmpty() || !clients.isEmpty()) {
      threads.start();
    }
  }

  private void fetch(CrlUrl url) {
    if (!threads.fetch(url::fetch)) {
      url.abandon();
    }
  }

  /** Stops all updates and look-ups. */
  @Override
  public void close() {
    responders.forEach(OcspResponders::close);
    crlFetcher.close();
    threads.close();
  }
}
