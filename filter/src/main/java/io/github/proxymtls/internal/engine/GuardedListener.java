package io.github.proxymtls.internal.engine;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.ProxyMtls;
import io.github.proxymtls.ProxyMtlsListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners, none of which can disturb a request. */
final class GuardedListener implements ProxyMtlsListener {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyMtls.class);

  private final List<ProxyMtlsListener> listeners;

  GuardedListener(List<ProxyMtlsListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public void decided(DecidedRequest request) {
    tell(listener -> listener.decided(request));
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

  private void tell(Consumer<ProxyMtlsListener> event) {
    for (ProxyMtlsListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException defect) {
        LOG.error("event=listener-failed listener={}", listener.getClass().getName(), defect);
      }
    }
  }
}
