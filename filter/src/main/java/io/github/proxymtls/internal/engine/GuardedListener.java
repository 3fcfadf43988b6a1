package io.github.proxymtls.internal.engine;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.LookUp;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.Reason;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners, none of which can disturb a request. */
final class GuardedListener implements ProxyMtlsListener {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMtls.class);

  private final List<ProxyMtlsListener> listeners;

  GuardedListener(List<ProxyMtlsListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** {@inheritDoc} Creates no object, because it runs for each request. */
  @Override
  public void decided(DecidedRequest request) {
    for (int i = 0; i < listeners.size(); i++) {
      ProxyMtlsListener listener = listeners.get(i);
      try {
        listener.decided(request);
      } catch (RuntimeException defect) {
        failed(listener, defect);
      }
    }
  }

  @Override
  public void reloaded() {
    callEach(ProxyMtlsListener::reloaded);
  }

  @Override
  public void reloadFailed() {
    callEach(ProxyMtlsListener::reloadFailed);
  }

  @Override
  public void reloadOverdue() {
    callEach(ProxyMtlsListener::reloadOverdue);
  }

  @Override
  public void revocationUnavailable() {
    callEach(ProxyMtlsListener::revocationUnavailable);
  }

  @Override
  public void started(ProxyMtls engine) {
    callEach(listener -> listener.started(engine));
  }

  @Override
  public boolean measuresDecisions() {
    return listeners.stream().anyMatch(ProxyMtlsListener::measuresDecisions);
  }

  @Override
  public void decisionTook(long nanoseconds) {
    callEach(listener -> listener.decisionTook(nanoseconds));
  }

  @Override
  public void reloadTook(Duration duration) {
    callEach(listener -> listener.reloadTook(duration));
  }

  @Override
  public void revocationChecked(@Nullable Reason refusal, Duration duration) {
    callEach(listener -> listener.revocationChecked(refusal, duration));
  }

  @Override
  public void lookedUp(LookUp source, boolean answered, Duration duration) {
    callEach(listener -> listener.lookedUp(source, answered, duration));
  }

  private void callEach(Consumer<ProxyMtlsListener> event) {
    for (ProxyMtlsListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException defect) {
        failed(listener, defect);
      }
    }
  }

  private static void failed(ProxyMtlsListener listener, RuntimeException defect) {
    LOG.error("event=listener-failed listener={}", listener.getClass().getName(), defect);
  }
}
