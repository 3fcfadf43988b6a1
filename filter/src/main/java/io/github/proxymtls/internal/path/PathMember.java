package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A certificate of a valid path.
 *
 * @param path leaf first, the anchor last
 * @param index its place in the path
 * @param pending signers whose own state is being asked for on behalf of this one
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

  /** Those above it, its issuer first. */
  public List<ParsedCertificate> above() {
    return path.subList(index + 1, path.size());
  }

  public boolean isPending(ParsedCertificate signer) {
    return pending.stream().anyMatch(signer::sameAs);
  }

  /** All of another path but its anchor, asked about on behalf of a signer. */
  public Stream<PathMember> members(List<ParsedCertificate> signerPath) {
    List<ParsedCertificate> more = new ArrayList<>(pending);
    more.add(signerPath.get(0));
    return Stream.iterate(0, i -> i < signerPath.size() - 1, i -> i + 1)
        .map(i -> new PathMember(signerPath, i, more));
  }
}
