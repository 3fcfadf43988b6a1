package io.github.proxymtls.samples.settings;

import io.github.proxymtls.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * Checks that a YAML file is within bounds: SnakeYAML's own, which Spring Boot lifts, and a number
 * of values with every alias replaced by what it stands for.
 *
 * <h2>A message contains nothing of the file</h2>
 *
 * SnakeYAML's messages quote lines, and a file of an application contains passwords.
 */
final class BoundedYaml {

  private static final long MOST_VALUES = 1_000_000;

  /** The count of a node that is being counted. */
  private static final long OPEN = -1;

  /** The beginnings of those of SnakeYAML's messages that quote at most one character. */
  private static final List<String> HARMLESS =
      List.of(
          "mapping values are not allowed here",
          "could not find expected ':'",
          "expected <block end>",
          "found character '",
          "found unexpected end of stream");

  private final IdentityHashMap<Node, Long> values = new IdentityHashMap<>();
  private final String place;

  private BoundedYaml(String place) {
    this.place = place;
  }

  /**
   * Checks the content of a file.
   *
   * @param place the name of the file for messages
   * @throws ConfigurationException if it is not YAML within the bounds
   */
  static void check(byte[] content, String place) {
    new BoundedYaml(place).check(content);
  }

  private void check(byte[] content) {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    long sum = 0;
    try {
      for (Node document : yaml.composeAll(new UnicodeReader(new ByteArrayInputStream(content)))) {
        sum += count(document);
      }
    } catch (YAMLException malformed) {
      throw unusable(malformed, place);
    }
    if (sum > MOST_VALUES) {
      throw UnusableFile.exception("its aliases stand for too many values", place);
    }
  }

  /** Returns the number of values in a node, up to a little over the bound. */
  private long count(Node node) {
    Long known = values.get(node);
    if (known != null) {
      if (known == OPEN) {
        throw UnusableFile.exception("an alias is within what it stands for", place);
      }
      return known;
    }
    values.put(node, OPEN);
    long sum = 1;
    for (Node member : members(node)) {
      sum = Math.min(MOST_VALUES, sum) + count(member);
    }
    values.put(node, sum);
    return sum;
  }

  private static List<Node> members(Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    return node instanceof MappingNode mapping
        ? mapping.getValue().stream()
            .flatMap(pair -> Stream.of(pair.getKeyNode(), pair.getValueNode()))
            .toList()
        : List.of();
  }

  /** Returns the problem with a file that SnakeYAML does not read. */
  static ConfigurationException unusable(YAMLException malformed, String place) {
    if (!(malformed instanceof MarkedYAMLException marked)) {
      return UnusableFile.exception(String.valueOf(malformed.getMessage()), place);
    }
    Mark mark = marked.getProblemMark();
    return UnusableFile.exception(
        what(String.valueOf(marked.getProblem())),
        mark == null ? place : place + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1));
  }

  private static String what(String problem) {
    if (problem.startsWith("found duplicate key")) {
      return "a key occurs twice";
    }
    if (problem.startsWith("found undefined alias")) {
      return "a value without quotes begins with *, which makes it an alias";
    }
    return HARMLESS.stream().anyMatch(problem::startsWith) ? problem : "it is malformed YAML";
  }
}
