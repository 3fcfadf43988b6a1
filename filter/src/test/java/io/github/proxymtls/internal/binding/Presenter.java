package io.github.proxymtls.internal.binding;

import io.github.proxymtls.ClientIdentity;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.header.ForwardedCertificate;
import io.github.proxymtls.internal.header.HeaderLimits;
import io.github.proxymtls.internal.header.TlsReader;
import io.github.proxymtls.internal.path.CertificateValidator;
import io.github.proxymtls.internal.path.ClientCertificate;
import io.github.proxymtls.internal.revocation.Revocation;
import io.github.proxymtls.internal.x509.ExtendedKeyUsageRule;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Turns real certificates into what the earlier stages hand to the binding. */
public final class Presenter {

  private final CertificateValidator validator;

  /** Trusts these anchors; a certificate that none of them issued becomes a pinned candidate. */
  public Presenter(Path folder, Pki.Authority... anchors) {
    this(folder, ClientRules.Validation.PKIX, anchors);
  }

  public Presenter(Path folder, ClientRules.Validation validation, Pki.Authority... anchors) {
    Path file = folder.resolve("anchors.pem");
    try {
      Files.writeString(
          file, Arrays.stream(anchors).map(Pki.Authority::pem).collect(Collectors.joining("\n")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    boolean pkix = validation == ClientRules.Validation.PKIX;
    Problems problems = new Problems(Map.of());
    CertificateValidator loaded =
        CertificateValidator.load(
            new ClientRules(
                true,
                validation,
                pkix ? new Resource("proxymtls.client.trust-anchors", file.toString(), file) : null,
                null,
                pkix,
                RevocationSettings.OFF,
                ExtendedKeyUsageRule.CLIENT_AUTH,
                new ClientRules.Allow(List.of(), List.of(), List.of(), List.of(), List.of()),
                ClientRules.Principal.SUBJECT_DN),
            new Revocation(Clock.systemUTC(), () -> {}),
            Clock.systemUTC(),
            problems);
    problems.throwIfAny();
    validator = Objects.requireNonNull(loaded);
  }

  public ReceivedCertificate byHeader(Pki.Held held) {
    return presented(held, ClientIdentity.Source.HEADER);
  }

  public ReceivedCertificate byTls(Pki.Held held) {
    return presented(held, ClientIdentity.Source.TLS);
  }

  private ReceivedCertificate presented(Pki.Held held, ClientIdentity.Source source) {
    Result<ForwardedCertificate> decoded =
        new TlsReader(new HeaderLimits(32 << 10, 64 << 10, 12 << 10, 10)).read(held.chain());
    Result<ClientCertificate> decision = validator.validate(decoded.value());
    return new ReceivedCertificate(decision.value(), source, null, null);
  }
}
