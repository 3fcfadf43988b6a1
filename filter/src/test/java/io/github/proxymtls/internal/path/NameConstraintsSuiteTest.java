package io.github.proxymtls.internal.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.proxymtls.suites.OtherValidators;
import io.github.proxymtls.suites.OtherValidators.PathDer;
import io.github.proxymtls.testing.CertificateBuilder;
import io.github.proxymtls.testing.NamedCertificate;
import io.github.proxymtls.testing.Pki;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Combines every base of {@code names/constraints.txt} with every name of its section, permitted
 * and excluded, in the anchor and in an intermediate certificate. Compares the results of the
 * filter with those of OpenSSL and, if it is installed, Go.
 */
@Tag("slow")
class NameConstraintsSuiteTest extends PathFixture {

  private static final String ACCEPT = "ACCEPT";
  private static final String REJECT = "REJECT";

  @TempDir static Path folder;

  private static final Map<String, PathDer> PATHS = new LinkedHashMap<>();
  private static final Map<String, String> OURS = new LinkedHashMap<>();
  private static Map<String, String> openssl = Map.of();
  private static Map<String, String> go = Map.of();

  @BeforeAll
  static void validateAll() throws IOException, InterruptedException {
    new NameConstraintsSuiteTest().generate();
    openssl = OtherValidators.openssl(folder, PATHS);
    go = OtherValidators.go(folder, PATHS);
  }

  /** An expected disagreement: the validator, the cases and the reason. */
  private record Expected(String validator, Pattern id, String ours, String reason) {

    static Expected of(String line) {
      String[] cells = line.split("\\s+\\|\\s+", 4);
      assertThat(cells).as(line).hasSize(4).noneMatch(String::isBlank);
      String id = Pattern.quote(cells[1]).replace("*", "\\E.*\\Q");
      return new Expected(cells[0], Pattern.compile(id), cells[2], cells[3]);
    }

    boolean fits(String id) {
      return this.id.matcher(id).matches() && ours.equals(OURS.get(id));
    }
  }

  private void generate() {
    KeyPair leafKeys = root.client("key").issue().keys();
    List<String> bases = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String line : lines("/names/constraints.txt")) {
      if (line.startsWith("base ")) {
        bases.add(line.substring(5));
      } else if (line.startsWith("name ")) {
        names.add(line.substring(5));
      } else {
        generate(bases, names, leafKeys);
        bases.clear();
        names.clear();
      }
    }
    generate(bases, names, leafKeys);
  }

  private void generate(List<String> bases, List<String> names, KeyPair leafKeys) {
    for (String base : bases) {
      for (boolean permitted : List.of(true, false)) {
        for (boolean inAnchor : List.of(true, false)) {
          String group =
              (permitted ? "permitted" : "excluded")
                  + (inAnchor ? "-anchor " : "-intermediate ")
                  + base;
          Pki.Authority issuer = constrained(group, base, permitted, inAnchor);
          for (String name : names) {
            add(group + " ~ " + name, issuer, inAnchor, name, leafKeys);
          }
        }
      }
    }
  }

  private Pki.Authority constrained(String name, String base, boolean permitted, boolean inAnchor) {
    String unique = "Constrained " + Integer.toHexString(name.hashCode());
    CertificateBuilder builder =
        inAnchor ? pki.rootBuilder(unique) : root.intermediateBuilder(unique);
    return (permitted
            ? builder.permit(NamedCertificate.alternative(base))
            : builder.exclude(NamedCertificate.alternative(base)))
        .issueAuthority();
  }

  private void add(
      String id, Pki.Authority issuer, boolean inAnchor, String name, KeyPair leafKeys) {
    Pki.Held leaf = NamedCertificate.builder(issuer, name).keys(leafKeys).issue();
    Pki.Authority anchor = inAnchor ? issuer : root;
    Pki.Authority[] others = inAnchor ? new Pki.Authority[0] : new Pki.Authority[] {issuer};
    PATHS.put(
        id,
        new PathDer(
            anchor.held().der(),
            leaf.der(),
            Stream.of(others).map(authority -> authority.held().der()).toList()));
    OURS.put(id, ours(anchor, leaf, others));
  }

  private String ours(Pki.Authority anchor, Pki.Held leaf, Pki.Authority... others) {
    return validateDer(anchor, leaf, others) instanceof PathResult.Valid ? ACCEPT : REJECT;
  }

  private static List<String> lines(String resource) {
    try (InputStream in = NameConstraintsSuiteTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && line.charAt(0) != '#')
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void disagreesWithOpensslOnlyForListedReasons() {
    assertListed("openssl", openssl);
  }

  @Test
  void disagreesWithGoOnlyForListedReasons() {
    assumeThat(go).as("go is not installed").isNotEmpty();
    assertListed("go", go);
  }

  @Test
  void acceptsNothingThatOpensslAndGoBothReject() {
    assumeThat(go).as("go is not installed").isNotEmpty();
    assertThat(OURS.keySet())
        .filteredOn(id -> OURS.get(id).equals(ACCEPT) && openssl.get(id).equals(REJECT))
        .filteredOn(id -> go.get(id).equals(REJECT))
        .isEmpty();
  }

  @Test
  void eachValidatorAcceptsAndRejectsEveryKindOfCase() {
    assertThat(OURS).hasSizeGreaterThan(1000);
    for (String kind :
        List.of("permitted-anchor", "permitted-i", "excluded-anchor", "excluded-i")) {
      for (String type : List.of("dns", "email", "uri", "ip", "dir")) {
        for (Map<String, String> verdicts : List.of(OURS, openssl)) {
          assertThat(verdicts.keySet())
              .filteredOn(id -> id.startsWith(kind) && id.contains(" " + type))
              .as(kind + " " + type)
              .extracting(verdicts::get)
              .contains(ACCEPT, REJECT);
        }
      }
    }
  }

  private static void assertListed(String validator, Map<String, String> verdicts) {
    List<Expected> expected =
        lines("/names/constraints-divergences.txt").stream()
            .map(Expected::of)
            .filter(entry -> entry.validator().equals(validator))
            .toList();
    Set<String> unlisted = new TreeSet<>();
    List<Expected> unused = new ArrayList<>(expected);
    for (String id : OURS.keySet()) {
      String theirs = verdicts.get(id);
      if (!theirs.equals("NONE") && !theirs.equals(OURS.get(id))) {
        List<Expected> fitting = expected.stream().filter(entry -> entry.fits(id)).toList();
        unused.removeAll(fitting);
        if (fitting.isEmpty()) {
          unlisted.add(validator + " | " + id + " | " + OURS.get(id));
        }
      }
    }
    assertThat(unlisted).as("unlisted").isEmpty();
    assertThat(unused).as("listed, but no longer occurring").isEmpty();
  }
}
