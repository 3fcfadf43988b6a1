package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.ClientRules.Allow;
import io.github.proxymtls.internal.config.ClientRules.Principal;
import io.github.proxymtls.internal.config.ClientRules.Validation;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import org.jspecify.annotations.Nullable;

/** Reads {@code proxymtls.client.*}. */
final class ClientReader {

  private final Values values;

  ClientReader(Values values) {
    this.values = values;
  }

  ClientRules read() {
    Validation validation = values.choice(ClientKeys.VALIDATION, Validation.class);
    return new ClientRules(
        values.isChosen(ClientKeys.CERTIFICATE, Choices.Certificate.REQUIRED),
        validation,
        trustAnchors(validation),
        intermediates(validation),
        pinned(validation),
        new RevocationReader(values).read(validation),
        values.choice(ClientKeys.EXTENDED_KEY_USAGE, ExtendedKeyUsageRule.class),
        allow(),
        values.choice(ClientKeys.PRINCIPAL, Principal.class));
  }

  private @Nullable Resource trustAnchors(Validation validation) {
    Resource anchors = values.file(ClientKeys.TRUST_ANCHORS);
    if (validation == Validation.PROXY) {
      warnUnused(ClientKeys.TRUST_ANCHORS);
    } else if (!values.given(ClientKeys.TRUST_ANCHORS)) {
      values.required(
          ClientKeys.TRUST_ANCHORS,
          "the filter validates certificates against trust anchors",
          "name the PEM file of the CAs that issue the clients' certificates");
    }
    return anchors;
  }

  private @Nullable Resource intermediates(Validation validation) {
    if (validation == Validation.PROXY) {
      warnUnused(ClientKeys.INTERMEDIATES);
    }
    return values.file(ClientKeys.INTERMEDIATES);
  }

  private void warnUnused(Key key) {
    values.warnNotInForce(
        key,
        "with proxymtls.client.validation=proxy the filter validates no path",
        "set proxymtls.client.validation=pkix, or remove the key");
  }

  private boolean pinned(Validation validation) {
    boolean pinned = values.isChosen(ClientKeys.SELF_SIGNED, Choices.SelfSigned.PINNED);
    if (pinned && validation == Validation.PROXY) {
      values.conflict(
          ClientKeys.SELF_SIGNED,
          "=pinned needs proxymtls.client.validation=pkix",
          "set proxymtls.client.validation=pkix, or proxymtls.client.self-signed=reject");
    }
    return pinned;
  }

  private Allow allow() {
    return new Allow(
        values.numbered(ClientKeys.SUBJECT_DN),
        values.list(ClientKeys.SAN_DNS),
        values.list(ClientKeys.SAN_URI),
        values.list(ClientKeys.SAN_EMAIL),
        values.list(ClientKeys.SHA256));
  }
}
