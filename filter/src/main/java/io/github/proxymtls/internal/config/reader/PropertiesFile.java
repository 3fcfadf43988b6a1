package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.text.EscapedText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Reads a properties file in UTF-8 with line numbers. The grammar is that of {@link Properties},
 * which parses each logical line, except that a repeated key is a problem.
 */
final class PropertiesFile {

  /**
   * One key with its value.
   *
   * @param number the number of the first natural line, from 1
   */
  record Line(int number, String key, String value) {}

  private final Resource file;
  private final Problems problems;
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Integer> seen = new HashMap<>();

  private PropertiesFile(Resource file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /**
   * Reads the file. Adds a problem for an invalid line and continues with the next one.
   *
   * @throws ConfigurationException if the file cannot be read; the missing keys cannot be reported
   *     then
   */
  static List<Line> read(Resource file, Problems problems) {
    PropertiesFile reader = new PropertiesFile(file, problems);
    try {
      reader.readLines(decode(file.read()));
    } catch (CharacterCodingException e) {
      reader.unreadable(file.location() + " is not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      reader.unreadable(
          file.fault(e), "name an existing file of at most 16MB that this process can read");
    }
    return reader.lines;
  }

  private void unreadable(String what, String fix) {
    problems.add("config-file", HeaderKeys.CONFIG.name(), "the properties file " + what, fix);
    problems.throwIfAny();
  }

  private static String decode(byte[] content) throws CharacterCodingException {
    String text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(content))
            .toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private void readLines(String text) throws IOException {
    BufferedReader reader = new BufferedReader(new StringReader(text));
    int number = 0;
    int first = 1;
    StringBuilder logical = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (logical.isEmpty()) {
        first = number;
        if (isComment(line)) {
          continue;
        }
      }
      logical.append(line).append('\n');
      if (!isContinued(line)) {
        readLine(first, logical.toString());
        logical.setLength(0);
      }
    }
    readLine(first, logical.toString());
  }

  private static boolean isComment(String line) {
    String text = line.stripLeading();
    return text.startsWith("#") || text.startsWith("!");
  }

  private static boolean isContinued(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\\') {
      end--;
    }
    return (line.length() - end) % 2 == 1;
  }

  private void readLine(int number, String logical) throws IOException {
    Properties one = new Properties();
    try {
      one.load(new StringReader(logical));
    } catch (IllegalArgumentException e) {
      problems.addAt(
          "config-file",
          place(number),
          "malformed \\u escape",
          "write \\u and four hexadecimal digits");
      return;
    }
    for (String key : one.stringPropertyNames()) {
      Integer earlier = seen.putIfAbsent(key, number);
      if (earlier == null) {
        lines.add(new Line(number, key, one.getProperty(key)));
      } else {
        problems.addAt(
            "duplicate-key",
            EscapedText.inMessage(key)
                + ", set in "
                + place(earlier)
                + " and again in "
                + place(number),
            "the key is set twice in one file",
            "remove one of the two lines");
      }
    }
  }

  private String place(int number) {
    return file.location() + ":" + number;
  }
}
