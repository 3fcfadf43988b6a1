package io.github.proxymtls.internal.reload;

import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.ClientRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.PathPattern;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.ProxyRules;
import io.github.proxymtls.internal.config.RevocationSettings;
import io.github.proxymtls.internal.config.reader.Key;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.HeaderLimits;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Says in one line what a configuration puts in force, and what it turns off. */
final class StartLine {

  private static final String OFF = "off";
  private static final long DAY = 86_400;
  private static final long MINUTE = 60;
  private static final long MEGABYTE = 1024 * 1024;
  private static final long KILOBYTE = 1024;

  private final StringJoiner line = new StringJoiner(" ", "event=started ", "");
  private final Collection<String> off = new TreeSet<>();

  private StartLine() {}

  static String of(Configuration configuration) {
    return new StartLine().describe(configuration);
  }

  private String describe(Configuration configuration) {
    put("source", Key.word(configuration.source()));
    configuration.profiles().forEach(this::describe);
    if (configuration.direct() != null && configuration.profiles().get(0).name() != null) {
      put("profile", "none");
      describe(configuration.direct());
    }
    put("session", configuration.sessionBound() ? "bound" : off("session"));
    put("include", configuration.include().isEmpty() ? "/*" : patterns(configuration.include()));
    put("exclude", patterns(configuration.exclude()));
    describe(configuration.binding());
    describe(configuration.limits(), configuration.formBody());
    put(
        "cache",
        configuration.cacheMaximumBytes() == 0
            ? off("cache")
            : size(configuration.cacheMaximumBytes())
                + ","
                + shown(configuration.cacheTimeToLive()));
    put("cache-control", Key.word(configuration.cacheControl()));
    Duration reload = configuration.reloadInterval();
    put("reload", reload.isZero() ? off("reload") : shown(reload));
    put("warn-before", shown(configuration.warnBefore()));
    put("audit", configuration.audit() ? "on" : "off");
    put("off", list(off));
    return line.toString();
  }

  private void describe(Profile profile) {
    if (profile.name() != null) {
      put("profile", profile.name());
    }
    HeaderFormat format = profile.format();
    if (format != null) {
      put("format", format.name());
      put(
          "headers",
          list(
              Stream.of(format.certificate(), format.chain(), format.verify())
                  .filter(Objects::nonNull)
                  .distinct()
                  .toList()));
    }
    ProxyRules proxy = profile.proxy();
    if (proxy != null) {
      put(
          "proxy",
          proxy.methods().isEmpty() ? off("proxy-authentication") : words(proxy.methods()));
      put("untrusted-peer", Key.word(proxy.untrustedPeer()));
    }
    if (profile.reportOnly()) {
      put("report-only", "true");
      off.add("rejections");
    }
    describe(profile.client());
  }

  private void describe(ClientRules client) {
    put("certificate", client.required() ? "required" : "optional");
    put("validation", Key.word(client.validation()) + (client.pinned() ? "+pinned" : ""));
    RevocationSettings revocation = client.revocation();
    put(
        "revocation",
        revocation.methods().isEmpty()
            ? off("revocation")
            : words(revocation.methods())
                + (revocation.acceptsUnavailable() ? ",on-unavailable=accept" : ""));
    put("extended-key-usage", Key.word(client.extendedKeyUsage()));
    put("allow", allows(client.allow()) ? "on" : off("allow-list"));
    put("principal", Key.word(client.principal()));
  }

  private static boolean allows(ClientRules.Allow allow) {
    return Stream.of(
            allow.subjectDns(), allow.sanDns(), allow.sanUris(), allow.sanEmails(), allow.sha256())
        .anyMatch(list -> !list.isEmpty());
  }

  private void describe(BindingRules binding) {
    boolean used =
        !binding.clientAuthentication().isEmpty() || !binding.protectedResources().isEmpty();
    if (!used) {
      put("binding", off("binding"));
      return;
    }
    put("client-authentication", patterns(binding.clientAuthentication()));
    put("protected-resources", patterns(binding.protectedResources()));
    put("other-methods", binding.passOtherMethods() ? "pass" : "reject");
    put("unbound-tokens", binding.tokens().acceptUnbound() ? "accept" : "reject");
    put("introspection", binding.tokens().introspection() == null ? OFF : "on");
  }

  private void describe(HeaderLimits limits, int formBody) {
    put(
        "limits",
        "header-length:"
            + size(limits.headerLength())
            + ",chain-header-length:"
            + size(limits.chainHeaderLength())
            + ",certificate-size:"
            + size(limits.certificateSize())
            + ",chain-certificates:"
            + limits.chainCertificates()
            + ",form-body:"
            + size(formBody));
  }

  private void put(String key, String value) {
    line.add(key + "=" + value);
  }

  private String off(String what) {
    off.add(what);
    return OFF;
  }

  private static String words(Collection<? extends Enum<?>> constants) {
    return list(constants.stream().map(Key::word).toList());
  }

  private static String patterns(List<PathPattern> patterns) {
    return list(patterns.stream().map(PathPattern::text).toList());
  }

  private static String list(Collection<String> values) {
    return values.isEmpty() ? "none" : String.join(",", values);
  }

  private static String size(long bytes) {
    if (bytes != 0 && bytes % MEGABYTE == 0) {
      return bytes / MEGABYTE + "MB";
    }
    return bytes != 0 && bytes % KILOBYTE == 0 ? bytes / KILOBYTE + "KB" : bytes + "B";
  }

  private static String shown(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds != 0 && seconds % DAY == 0) {
      return seconds / DAY + "d";
    }
    return seconds != 0 && seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
  }
}
