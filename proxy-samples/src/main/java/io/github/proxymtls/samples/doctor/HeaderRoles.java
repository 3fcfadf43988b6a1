package io.github.proxymtls.samples.doctor;

import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.Profile;
import io.github.proxymtls.internal.config.reader.EditDistance;
import io.github.proxymtls.internal.header.Encoding;
import io.github.proxymtls.internal.header.HeaderFormat;
import io.github.proxymtls.internal.header.Preset;
import io.github.proxymtls.internal.header.ReservedHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the header names of a request mean to a configuration, and to other formats. */
final class HeaderRoles {

  private static final int NEAR = 2;
  private static final String CREDENTIAL = "the proxy's credential";

  /**
   * One header that a profile reads.
   *
   * @param name the configured name, or the prefix of an indexed chain
   * @param role what it holds
   * @param several true if it may have more than one line
   */
  record Role(String name, boolean prefix, String role, boolean several) {

    boolean is(String header) {
      return prefix
          ? header.regionMatches(true, 0, name, 0, name.length())
          : header.equalsIgnoreCase(name);
    }
  }

  private final List<Role> roles = new ArrayList<>();
  private final ReservedHeaders reserved;

  HeaderRoles(Configuration configuration) {
    List<Profile> profiles = configuration.profiles();
    profiles.forEach(this::add);
    this.reserved =
        new ReservedHeaders(
            profiles.stream().map(Profile::format).flatMap(Stream::ofNullable).toList(),
            profiles.stream()
                .map(Profile::credentialHeader)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toSet()),
            profiles.stream()
                .flatMap(profile -> profile.companions().all().stream())
                .collect(Collectors.toSet()));
  }

  private void add(Profile profile) {
    String of = profile.name() == null ? "" : " of the profile " + profile.name();
    HeaderFormat format = profile.format();
    if (format != null) {
      roles.add(new Role(format.certificate(), false, "the certificate" + of, false));
      if (format.chain() != null && !format.chainIncluded()) {
        boolean prefix = format.chainPrefix() != null;
        boolean several = !prefix && format.encoding() == Encoding.RFC9440;
        roles.add(new Role(format.chain(), prefix, "the chain" + of, several));
      }
      if (format.verify() != null) {
        roles.add(new Role(format.verify(), false, "the verdict" + of, false));
      }
    }
    if (profile.credentialHeader() != null) {
      roles.add(new Role(profile.credentialHeader(), false, CREDENTIAL + of, false));
    }
  }

  /** Returns what the filter reads in a header; null if it does not read it. */
  @Nullable Role role(String header) {
    return roles.stream().filter(role -> role.is(header)).findFirst().orElse(null);
  }

  /** Returns true for the header of a verdict, whose value is no secret. */
  boolean isVerdict(String header) {
    Role role = role(header);
    return role != null && role.role().startsWith("the verdict");
  }

  /** Returns true for the header of the proxy's credential. */
  boolean isCredential(String header) {
    Role role = role(header);
    return role != null && role.role().startsWith(CREDENTIAL);
  }

  ReservedHeaders.Match match(String header) {
    return reserved.match(header);
  }

  /** Returns the formats that read a header of this name; empty if none does. */
  static List<HeaderFormat> formats(String header) {
    return Preset.all().stream()
        .filter(preset -> belongs(header, preset))
        .map(Preset::format)
        .toList();
  }

  private static boolean belongs(String header, Preset preset) {
    return new ReservedHeaders(List.of(preset.format()), Set.of(), Set.copyOf(preset.companions()))
            .match(header)
        != ReservedHeaders.Match.UNRELATED;
  }

  /** Returns the configured name that differs in at most two characters, or null. */
  @Nullable String near(String header) {
    String lower = header.toLowerCase(Locale.ROOT);
    return roles.stream()
        .map(Role::name)
        .filter(name -> EditDistance.of(lower, name.toLowerCase(Locale.ROOT)) <= NEAR)
        .findFirst()
        .orElse(null);
  }
}
