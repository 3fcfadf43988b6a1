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

  /** {@inheritDoc} Makes nothing, because each request comes here. */
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
    tell(ProxyMtlsListener::reloaded);
  }

  @Override
  public void reloadFailed() {
    tell(ProxyMtlsListener::reloadFailed);
  }

  @Override
  public void reloadOverdue() {
    tell(ProxyMtlsListener::reloadOverdue);
  }

  @Override
  public void revocationUnavailable() {
    tell(ProxyMtlsListener::revocationUnavailable);
  }

  @Override
  public void started(ProxyMtls engine) {
    tell(listener -> listener.started(engine));
  }

  @Override
  public boolean measuresDecisions() {
    return listeners.stream().anyMatch(ProxyMtlsListener::measuresDecisions);
  }

  @Override
  public void decisionTook(long nanoseconds) {
    tell(listener -> listener.decisionTook(nanoseconds));
  }

  @Override
  public void reloadTook(Duration duration) {
    tell(listener -> listener.reloadTook(duration));
  }

  @Override
  public void revocationChecked(@Nullable Reason refusal, Duration duration) {
    tell(listener -> listener.revocationChecked(refusal, duration));
  }

  @Override
  public void lookedUp(LookUp source, boolean answered, Duration duration) {
    tell(listener -> listener.lookedUp(source, answered, duration));
  }

  private void tell(Consumer<ProxyMtlsListener> event) {
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
