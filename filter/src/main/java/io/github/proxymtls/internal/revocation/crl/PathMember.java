package io.github.proxymtls.internal.revocation.crl;

import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A certificate of a valid path.
 *
 * @param path from the leaf to the anchor
 * @param index the position of the certificate in the path
 * @param pending the CRL issuers whose own revocation status is being checked on behalf of this
 *     certificate
 */
public record PathMember(List<ParsedCertificate> path, int index, List<ParsedCertificate> pending) {

  public PathMember {
    path = List.copyOf(path);
    pending = List.copyOf(pending);
  }

  public ParsedCertificate certificate() {
    return path.get(index);
  }

  public ParsedCertificate anchor() {
    return path.get(path.size() - 1);
  }

  /** Returns the certificates above this one, its issuer first. */
  public List<ParsedCertificate> above() {
    return path.subList(index + 1, path.size());
  }

  public boolean isPending(ParsedCertificate signer) {
    return pending.stream().anyMatch(signer::sameAs);
  }

  /**
   * Returns the members of a CRL issuer's path without the anchor, to be checked on behalf of the
   * CRL issuer.
   */
  public Stream<PathMember> members(List<ParsedCertificate> signerPath) {
    List<ParsedCertificate> more = new ArrayList<>(pending);
    more.add(signerPath.get(0));
    return Stream.iterate(0, i -> i < signerPath.size() - 1, i -> i + 1)
        .map(i -> new PathMember(signerPath, i, more));
  }
}
