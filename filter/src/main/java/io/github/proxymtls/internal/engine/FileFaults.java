package io.github.proxymtls.internal.engine;

import io.github.proxymtls.internal.binding.registry.RegistrationReport;
import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.path.PemCertificates;
import io.github.proxymtls.internal.proxy.ProxyAuthenticator;
import io.github.proxymtls.internal.revocation.Revocation;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Checks each configured file alone, so that a failed start reports the faults of all files. */
final class FileFaults {

  private final BindingRules binding;
  private final Clock clock;
  private final Problems problems;

  /**
   * @param problems reads the files, and receives each problem that it does not contain yet
   */
  FileFaults(BindingRules binding, Clock clock, Problems problems) {
    this.binding = binding;
    this.clock = clock;
    this.problems = problems;
  }

  void addAll(Map<FileKind, List<Resource>> files) {
    files.forEach((kind, ofKind) -> ofKind.forEach(file -> add(kind, file)));
  }

  private void add(FileKind kind, Resource file) {
    switch (kind) {
      case USERS -> ProxyAuthenticator.checkUsers(file, problems);
      case PROXY_ANCHORS, TRUST_ANCHORS -> PemCertificates.anchors(file, problems);
      case INTERMEDIATES -> PemCertificates.intermediates(file, problems);
      case CRLS -> Revocation.checkCrls(file, problems);
      case CLIENTS -> addFaultsOfClients(file);
      case CLIENT_SECRET -> problems.read(file, kind.unreadableCode());
    }
  }

  /** Without rules for the registrations, their file is read only. */
  private void addFaultsOfClients(Resource file) {
    if (RegistrationReport.load(binding, clock, problems) == null) {
      problems.read(file, FileKind.CLIENTS.unreadableCode());
    }
  }
}
