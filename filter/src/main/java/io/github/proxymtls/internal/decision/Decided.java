package io.github.proxymtls.internal.decision;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.RequestFacts;
import org.jspecify.annotations.Nullable;

/** A request and the decision on it. The id and the names are computed when a listener asks. */
public record Decided(Decision decision, boolean enforced, RequestFacts request, RequestId id)
    implements DecidedRequest {

  @Override
  public String requestId() {
    return id.determine(request, decision.proxy());
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return withoutParameters(request.rawPath());
  }

  @Override
  public String remoteAddress() {
    return request.remoteAddress();
  }

  @Override
  public @Nullable PresentedCertificate certificate() {
    if (decision instanceof Decision.Accepted accepted) {
      return Presented.of(accepted.client());
    }
    return decision instanceof Decision.Rejected rejected ? rejected.certificate() : null;
  }

  @Override
  public @Nullable String clientId() {
    if (decision instanceof Decision.Accepted accepted) {
      return accepted.client().clientId();
    }
    return decision instanceof Decision.Rejected rejected ? rejected.clientId() : null;
  }

  /** A path parameter may hold a session id, which no log may hold. */
  private static String withoutParameters(String path) {
    int from = path.indexOf(';');
    if (from < 0) {
      return path;
    }
    StringBuilder shown = new StringBuilder(path.length());
    boolean parameter = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == ';' && !parameter) {
        shown.append(';');
      }
      parameter = c == ';' || (parameter && c != '/');
      if (!parameter) {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}
