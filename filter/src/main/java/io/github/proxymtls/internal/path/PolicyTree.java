package io.github.proxymtls.internal.path;

import io.github.proxymtls.internal.x509.ParsedCertificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * Computes the size of the valid_policy_tree of a path (RFC 5280 section 6.1.3 (d) and 6.1.4 (b))
 * without building it. CAs that map each of a few policies to all of them multiply the size at
 * every step. One instance serves one path.
 */
final class PolicyTree {

  /** The maximum number of nodes in the tree of a path that is validated. */
  static final int MAX_NODES = 512;

  private static final ASN1ObjectIdentifier ANY = Extension.certificatePolicies.branch("0");

  /**
   * The number of nodes of the lowest level that expect a policy. Initially one node expects
   * anyPolicy.
   */
  private Map<ASN1ObjectIdentifier, Long> expecting = Map.of(ANY, 1L);

  private long nodes;

  private PolicyTree() {}

  /**
   * Returns the maximum number of nodes of the tree, or any number above {@link #MAX_NODES} if it
   * has more than that.
   *
   * @param path from the leaf to the anchor
   * @throws IllegalArgumentException if an extension is malformed
   */
  static long nodes(List<ParsedCertificate> path) {
    PolicyTree tree = new PolicyTree();
    for (int i = path.size() - 2; i >= 0 && tree.nodes <= MAX_NODES; i--) {
      tree.grow(policies(path.get(i)));
      tree.map(mappings(path.get(i)));
    }
    return tree.nodes;
  }

  private void grow(Set<ASN1ObjectIdentifier> policies) {
    Map<ASN1ObjectIdentifier, Long> level = new HashMap<>();
    if (policies.contains(ANY)) {
      level.putAll(expecting);
    }
    long unexpected = expecting.containsKey(ANY) ? 1 : 0;
    for (ASN1ObjectIdentifier policy : policies) {
      long count = expecting.getOrDefault(policy, policy.equals(ANY) ? 0 : unexpected);
      if (count > 0) {
        level.put(policy, count);
      }
    }
    nodes += sum(level);
    expecting = level;
  }

  private void map(Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> mappings) {
    if (expecting.containsKey(ANY)) {
      mappings.keySet().forEach(this::addUnexpected);
    }
    Map<ASN1ObjectIdentifier, Long> mapped = new HashMap<>();
    expecting.forEach(
        (policy, count) ->
            mappings
                .getOrDefault(policy, Set.of(policy))
                .forEach(to -> mapped.merge(to, count, Long::sum)));
    expecting = mapped;
  }

  private void addUnexpected(ASN1ObjectIdentifier policy) {
    if (expecting.putIfAbsent(policy, 1L) == null) {
      nodes++;
    }
  }

  private static long sum(Map<ASN1ObjectIdentifier, Long> level) {
    long sum = 0;
    for (long count : level.values()) {
      sum += count;
    }
    return sum;
  }

  private static Set<ASN1ObjectIdentifier> policies(ParsedCertificate certificate) {
    Set<ASN1ObjectIdentifier> policies = new HashSet<>();
    for (ASN1Sequence policy : entries(certificate, Extension.certificatePolicies)) {
      policies.add(ASN1ObjectIdentifier.getInstance(policy.getObjectAt(0)));
    }
    return policies;
  }

  private static Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> mappings(
      ParsedCertificate certificate) {
    Map<ASN1ObjectIdentifier, Set<ASN1ObjectIdentifier>> mappings = new HashMap<>();
    for (ASN1Sequence mapping : entries(certificate, Extension.policyMappings)) {
      mappings
          .computeIfAbsent(
              ASN1ObjectIdentifier.getInstance(mapping.getObjectAt(0)), from -> new HashSet<>())
          .add(ASN1ObjectIdentifier.getInstance(mapping.getObjectAt(1)));
    }
    return mappings;
  }

  private static List<ASN1Sequence> entries(
      ParsedCertificate certificate, ASN1ObjectIdentifier oid) {
    @Nullable ASN1Sequence list = certificate.extension(oid, ASN1Sequence::getInstance);
    List<ASN1Sequence> entries = new ArrayList<>();
    if (list != null) {
      for (ASN1Encodable entry : list) {
        entries.add(ASN1Sequence.getInstance(entry));
      }
    }
    return entries;
  }
}
