package io.github.proxymtls.samples.configure;

import io.github.proxymtls.ConfigurationException;
import io.github.proxymtls.samples.settings.SettingsFile;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a proxy's configuration that prevent what {@code doctor} finds: those that {@code
 * configure} writes for this filter.
 */
public final class Remedies {

  private static final int MOST_LINES = 2;

  /** A copy of a client's header would stay beside or in place of the proxy's. */
  private static final Pattern ENVOY_XFCC = Pattern.compile("forward_client_cert_details");

  private static final Pattern TWINS =
      Pattern.compile(
          "ignore_invalid_headers|underscores_in_headers|headers_with_underscores_action"
              + "|X\\.Forwarded\\.Client\\.Cert|http-restrict-req-hdr-names|request_header -\\*"
              + "|aliasHeadersStrategy");
  private static final Pattern HOP_BY_HOP =
      Pattern.compile(
          "proxy_set_header Connection|del-header Connection|RequestHeader edit Connection"
              + "|request_header -Connection");
  private static final Pattern SESSIONS =
      Pattern.compile(
          "ssl_session_|tune\\.ssl\\.cachesize|no-tls-tickets|SSLSession(Cache|Tickets)"
              + "|session_resumption|disableSessionTickets");

  private final @Nullable Target target;
  private final List<String> lines;

  private Remedies(@Nullable Target target, List<String> lines) {
    this.target = target;
    this.lines = lines;
  }

  /**
   * Returns those of a proxy in front of a filter with this configuration.
   *
   * @param target the proxy, or null if it is not known
   */
  public static Remedies of(@Nullable Target target, SettingsFile file, @Nullable String profile) {
    if (target == null) {
      return new Remedies(null, List.of());
    }
    ProxyOptions options =
        new ProxyOptions(
            Endpoint.parse("0.0.0.0:443"),
            Endpoint.parse("0.0.0.0:444"),
            Backend.parse("https://application.example", null),
            ProxyOptions.PLACEHOLDER,
            false,
            false,
            "");
    try {
      return new Remedies(
          target,
          new Generator(target, null, profile, file.springProfiles())
              .generate(file.file(), options).stream()
                  .map(GeneratedFile::text)
                  .flatMap(String::lines)
                  .map(String::strip)
                  .filter(line -> !line.startsWith("#"))
                  .toList());
    } catch (ConfigurationException unfit) {
      return new Remedies(target, List.of());
    }
  }

  /** What replaces a header of the client by the proxy's. */
  public String header(String name) {
    Pattern named =
        target == Target.ENVOY && name.equalsIgnoreCase("X-Forwarded-Client-Cert")
            ? ENVOY_XFCC
            : named(name);
    return lines(named, "have the proxy remove " + name + " from every request before it sets it");
  }

  /** What drops a header whose name looks like one of the proxy's; null if nothing does. */
  public @Nullable String twin(String name) {
    String line = found(named(name));
    return line == null ? found(TWINS) : line;
  }

  public String hopByHop() {
    return lines(HOP_BY_HOP, "have the proxy remove Connection from every request");
  }

  public String sessions() {
    return lines(SESSIONS, "have the proxy resume no TLS sessions");
  }

  private static Pattern named(String header) {
    return Pattern.compile("(?i)(?<![\\w.-])" + Pattern.quote(header) + "(?![\\w.-])");
  }

  private String lines(Pattern pattern, String otherwise) {
    String found = found(pattern);
    return found == null ? otherwise : found;
  }

  private @Nullable String found(Pattern pattern) {
    String found =
        lines.stream()
            .filter(line -> pattern.matcher(line).find())
            .distinct()
            .limit(MOST_LINES)
            .collect(Collectors.joining("  "));
    return found.isEmpty() || target == null
        ? null
        : target.name().toLowerCase(Locale.ROOT).replace('_', '-') + ": " + found;
  }
}
