package io.github.proxymtls.internal.engine;

import io.github.proxymtls.DecidedRequest;
import io.github.proxymtls.Decision;
import io.github.proxymtls.PresentedCertificate;
import io.github.proxymtls.ProxyIdentity;
import io.github.proxymtls.ProxyMtlsListener;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes one event for each decision, as key-value pairs that an encoder shows as fields:
 * rejections at INFO, all others at DEBUG. Never folded. The subject comes last, because only it
 * may contain blanks that a client chose: in a line of text it cannot forge a field before it.
 */
final class AuditLog implements ProxyMtlsListener {

  static final String NAME = "io.github.proxymtls.audit";

  private static final Logger LOG = LoggerFactory.getLogger(NAME);

  @Override
  public void decided(DecidedRequest request) {
    Decision decision = request.decision();
    Level level = decision instanceof Decision.Rejected ? Level.INFO : Level.DEBUG;
    if (LOG.isEnabledForLevel(level)) {
      write(request, LOG.atLevel(level));
    }
  }

  private static void write(DecidedRequest request, LoggingEventBuilder empty) {
    Decision decision = request.decision();
    ProxyIdentity proxy = decision.proxy();
    PresentedCertificate presented = request.certificate();
    String outcome = outcome(request);
    LoggingEventBuilder event = add(empty, "decision", outcome);
    event =
        add(
            event,
            "reason",
            decision instanceof Decision.Rejected rejected ? rejected.reason().code() : null);
    event = add(event, "client-id", request.clientId());
    event = add(event, "thumbprint", presented == null ? null : presented.thumbprint());
    event = add(event, "proxy", proxy == null ? null : proxy.name());
    event = add(event, "profile", proxy == null ? null : proxy.profile());
    event = add(event, "request-id", request.requestId());
    event = add(event, "method", request.method());
    event = add(event, "path", request.path());
    event = add(event, "source", presented == null ? null : lower(presented.source()));
    event = add(event, "subject", presented == null ? null : presented.subject());
    event.log(outcome);
  }

  private static String outcome(DecidedRequest request) {
    Decision decision = request.decision();
    if (decision instanceof Decision.Rejected) {
      return request.enforced() ? "rejected" : "would-reject";
    }
    return decision instanceof Decision.Accepted ? "accepted" : "anonymous";
  }

  private static LoggingEventBuilder add(
      LoggingEventBuilder event, String key, @Nullable String value) {
    return value == null
        ? event
        : event.addKeyValue(key, EscapedText.value(value, key.equals("subject")));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
