package io.github.proxymtls.trust;

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
record PathMember(List<Candidate> path, int index, List<Candidate> pending) {

  PathMember {
    path = List.copyOf(path);
    pending = List.copyOf(pending);
  }

  Candidate certificate() {
    return path.get(index);
  }

  Candidate anchor() {
    return path.get(path.size() - 1);
  }

  /** Those above it, its issuer first. */
  List<Candidate> above() {
    return path.subList(index + 1, path.size());
  }

  boolean isPending(Candidate signer) {
    return pending.stream().anyMatch(signer::sameAs);
  }

  /** All of another path but its anchor, asked about on behalf of a signer. */
  Stream<PathMember> members(List<Candidate> signerPath) {
    List<Candidate> more = new ArrayList<>(pending);
    more.add(signerPath.get(0));
    return Stream.iterate(0, i -> i < signerPath.size() - 1, i -> i + 1)
        .map(i -> new PathMember(signerPath, i, more));
  }
}
