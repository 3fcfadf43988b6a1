package io.github.proxymtls.internal.config.reader;

/** The choices of the keys that are a boolean in the configuration's records. */
final class Choices {

  private Choices() {}

  enum Certificate {
    REQUIRED,
    OPTIONAL
  }

  enum SelfSigned {
    REJECT,
    PINNED
  }

  enum Session {
    BOUND,
    FREE
  }

  enum ContainerSecurity {
    REJECT,
    ALLOW
  }

  enum Companions {
    HIDE,
    PASS
  }

  enum OnUnavailable {
    REJECT,
    ACCEPT
  }

  enum OtherMethods {
    REJECT,
    PASS
  }

  enum UnboundTokens {
    REJECT,
    ACCEPT
  }

  enum DpopTokens {
    REJECT,
    PASS
  }
}
