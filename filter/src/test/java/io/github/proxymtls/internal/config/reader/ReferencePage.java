package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The reference page: the checked-in prose, with tables generated from {@link Keys} and the
 * presets.
 */
final class ReferencePage {

  private static final String END = "<!-- end -->";

  private static final Map<String, List<Key>> SECTIONS =
      Map.of(
          "<!-- keys: header -->", HeaderKeys.ALL,
          "<!-- keys: proxy -->", ProxyKeys.ALL,
          "<!-- keys: client -->", ClientKeys.ALL,
          "<!-- keys: revocation -->", RevocationKeys.ALL,
          "<!-- keys: binding -->", BindingKeys.ALL,
          "<!-- keys: limits -->", LimitKeys.ALL,
          "<!-- keys: profiles -->", ProfileKeys.ALL);

  private ReferencePage() {}

  /** Returns the page with generated tables. */
  static String of(String page) {
    List<String> lines = new ArrayList<>();
    boolean generated = false;
    for (String line : page.lines().toList()) {
      if (line.equals(END)) {
        generated = false;
      }
      if (!generated) {
        lines.add(line);
      }
      if (SECTIONS.containsKey(line)) {
        lines.addAll(table(SECTIONS.get(line)));
        generated = true;
      } else if (line.equals("<!-- presets -->")) {
        lines.addAll(presets());
        generated = true;
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> table(List<Key> keys) {
    List<String> rows = new ArrayList<>();
    rows.add("| key | values | default | |");
    rows.add("|---|---|---|---|");
    for (Key key : keys) {
      rows.add(row(code(key.name()), values(key), byDefault(key), key.description()));
    }
    return rows;
  }

  private static String values(Key key) {
    return switch (key.kind()) {
      case WORD -> words(key);
      case WORDS -> "list of " + words(key);
      default -> key.kind().shown();
    };
  }

  private static String words(Key key) {
    List<String> later = key.words().stream().filter(word -> !isAvailable(key, word)).toList();
    List<String> now = key.words().stream().filter(word -> !later.contains(word)).toList();
    return codes(now) + (later.isEmpty() ? "" : " (not in this version: " + codes(later) + ")");
  }

  private static boolean isAvailable(Key key, String word) {
    if (key.equals(HeaderKeys.FORMAT)) {
      return word.equals("custom") || Preset.named(word) != null;
    }
    return !key.equals(HeaderKeys.ENCODING)
        || Arrays.stream(Encoding.values()).anyMatch(encoding -> encoding.key().equals(word));
  }

  private static String codes(List<String> words) {
    return words.stream().map(ReferencePage::code).collect(Collectors.joining(" "));
  }

  private static String byDefault(Key key) {
    return key.byDefault() == null ? key.otherwise() : code(key.byDefault());
  }

  private static List<String> presets() {
    List<String> rows = new ArrayList<>();
    rows.add(
        "| format | certificate | chain | verdict = success | encoding | absent | credential"
            + " | captured |");
    rows.add("|---|---|---|---|---|---|---|---|");
    for (Preset preset : Preset.all()) {
      HeaderFormat format = preset.format();
      rows.add(
          row(
              code(format.name()) + (preset.canVerify() ? "" : " (unverified)"),
              code(format.certificate()),
              chain(format),
              verdict(format),
              code(format.encoding().key()),
              absent(format),
              code(preset.credentialHeader()),
              captured(preset)));
    }
    return rows;
  }

  private static String absent(HeaderFormat format) {
    if (format.absent().isEmpty()) {
      return "–";
    }
    return format.absent().stream()
        .sorted()
        .map(text -> text.isEmpty() ? "empty" : code(text))
        .collect(Collectors.joining(", "));
  }

  private static String captured(Preset preset) {
    if (preset.captured().isEmpty()) {
      return "documentation only";
    }
    return preset.captured().stream()
        .sorted()
        .map(encoding -> code(encoding.key()))
        .collect(Collectors.joining(", "));
  }

  private static String chain(HeaderFormat format) {
    if (format.chain() == null) {
      return "–";
    }
    return format.chain().equals(format.certificate()) ? "the same" : code(format.chain());
  }

  private static String verdict(HeaderFormat format) {
    if (format.verify() == null) {
      return "–";
    }
    return format.verifySuccess().stream()
        .sorted()
        .map(ReferencePage::code)
        .collect(Collectors.joining(", ", code(format.verify()) + " = ", ""));
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
