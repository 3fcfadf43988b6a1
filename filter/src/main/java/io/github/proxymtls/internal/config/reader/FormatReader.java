package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.CompanionHeaders;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code proxymtls.format} and {@code proxymtls.header.*}. */
final class FormatReader {

  private static final String CUSTOM = "custom";

  private static final HeaderFormat NOTHING =
      new HeaderFormat(CUSTOM, "", null, null, Set.of(), Encoding.RFC9440, Set.of(""));

  private final Values values;
  private final HeaderNames names;
  private final @Nullable String name;
  private final @Nullable Preset preset;

  FormatReader(Values values) {
    this.values = values;
    this.names = new HeaderNames(values);
    this.name = values.word(HeaderKeys.FORMAT);
    this.preset = name == null ? null : Preset.named(name);
  }

  /** Returns the preset; null for {@code custom} or without a format. */
  @Nullable Preset preset() {
    return preset;
  }

  /** Reads the format; null if it is not set or a part is missing. */
  @Nullable HeaderFormat read(boolean required) {
    if (name == null) {
      readWithoutFormat(required);
      return null;
    }
    return read(preset == null ? NOTHING : preset.format());
  }

  /** Reads the headers that are hidden from the application but not read by the filter. */
  CompanionHeaders companions(boolean proxied) {
    if (name == null) {
      return CompanionHeaders.NONE;
    }
    boolean pass = values.isChosen(HeaderKeys.COMPANIONS, Choices.Companions.PASS);
    List<String> named = preset == null ? List.of() : preset.companions();
    if (named.isEmpty()) {
      values.notInForce(
          HeaderKeys.COMPANIONS,
          "the format " + name + " has no companion headers",
          "name the headers to hide in proxymtls.header.hide, or remove the key");
    } else if (!proxied) {
      values.notInForce(
          HeaderKeys.COMPANIONS,
          "without a proxy there are no companion headers",
          "remove the key");
    }
    return new CompanionHeaders(named, names.readAll(HeaderKeys.HIDE), pass);
  }

  private void readWithoutFormat(boolean required) {
    if (values.given(HeaderKeys.FORMAT)) {
      return;
    }
    if (required) {
      values.required(
          HeaderKeys.FORMAT,
          "it determines the headers that hold the certificate",
          "set the preset of the proxy, such as nginx or rfc9440, or custom");
      return;
    }
    for (Key key : HeaderKeys.ALL) {
      if (key.name().startsWith("proxymtls.header.")) {
        values.notInForce(key, "no format is set", "set proxymtls.format, or remove the key");
      }
    }
  }

  private @Nullable HeaderFormat read(HeaderFormat preset) {
    String certificate = certificate(preset);
    Encoding encoding = encoding(preset);
    String verify = verify(preset);
    Set<String> success = verifySuccess(preset, verify);
    if (certificate == null || encoding == null) {
      return null;
    }
    String chain = chain(preset, certificate, encoding);
    return new HeaderFormat(
        preset.name(), certificate, chain, verify, success, encoding, preset.absent());
  }

  private static boolean isCustom(HeaderFormat preset) {
    return preset.name().equals(CUSTOM);
  }

  private @Nullable String certificate(HeaderFormat preset) {
    String name = names.read(HeaderKeys.CERTIFICATE);
    if (name == null && isCustom(preset) && !values.given(HeaderKeys.CERTIFICATE)) {
      values.required(
          HeaderKeys.CERTIFICATE,
          "the format custom has no defaults",
          "set the name of the header");
      return null;
    }
    return name == null ? preset.certificate() : name;
  }

  private @Nullable Encoding encoding(HeaderFormat preset) {
    String word = values.word(HeaderKeys.ENCODING);
    if (word == null) {
      if (isCustom(preset) && !values.given(HeaderKeys.ENCODING)) {
        values.required(
            HeaderKeys.ENCODING,
            "the format custom has no defaults",
            "use one of " + String.join(", ", HeaderKeys.ENCODING.words()));
        return null;
      }
      return preset.encoding();
    }
    return Arrays.stream(Encoding.values())
        .filter(encoding -> encoding.key().equals(word))
        .findAny()
        .orElse(null);
  }

  private @Nullable String chain(HeaderFormat preset, String certificate, Encoding encoding) {
    String name = names.read(HeaderKeys.CHAIN);
    boolean inCertificate = encoding.key().startsWith("xfcc");
    if (name == null) {
      boolean same = preset.certificate().equalsIgnoreCase(preset.chain());
      return inCertificate || same ? certificate : preset.chain();
    }
    if (inCertificate && !name.equalsIgnoreCase(certificate)) {
      values.conflict(
          HeaderKeys.CHAIN,
          "names another header than the certificate header, but "
              + encoding.key()
              + " includes the chain",
          "remove the key");
    }
    return name;
  }

  private @Nullable String verify(HeaderFormat preset) {
    if ("none".equals(values.text(HeaderKeys.VERIFY))) {
      return null;
    }
    String name = names.read(HeaderKeys.VERIFY);
    return name == null ? preset.verify() : name;
  }

  private Set<String> verifySuccess(HeaderFormat preset, @Nullable String verify) {
    if (verify == null) {
      values.notInForce(
          HeaderKeys.VERIFY_SUCCESS,
          "no verdict header is configured",
          "name the header in proxymtls.header.verify, or remove the key");
      return Set.of();
    }
    Set<String> success = Set.copyOf(values.list(HeaderKeys.VERIFY_SUCCESS));
    if (!success.isEmpty()) {
      return success;
    }
    if (preset.verifySuccess().isEmpty() && !values.given(HeaderKeys.VERIFY_SUCCESS)) {
      values.required(
          HeaderKeys.VERIFY_SUCCESS,
          "a verdict header is configured, and the format does not define the positive value",
          "set the exact value, such as SUCCESS");
    }
    return preset.verifySuccess();
  }
}
