package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import io.github.proxymtls.internal.config.Problems;
import io.github.proxymtls.internal.config.Resource;
import io.github.proxymtls.internal.decision.Result;
import io.github.proxymtls.internal.jose.StrictJson;
import io.github.proxymtls.internal.path.ReversedName;
import io.github.proxymtls.internal.text.Sha256;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registered clients of a file. Compares {@code client_id} exactly. Immutable. */
final class ClientFile implements Clients {

  private static final String MALFORMED = "clients-malformed";

  private final Map<String, Registration> byId;
  private final String digest;
  private final List<Problem> warnings;

  private ClientFile(Map<String, Registration> byId, String digest, List<Problem> warnings) {
    this.byId = Map.copyOf(byId);
    this.digest = digest;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * Reads the file {@code proxymtls.binding.clients}: a JSON array of client metadata. An empty
   * array means that there is no client. Adds every problem to {@code problems}; do not use the
   * result if there is one.
   *
   * @param previous the clients that these replace at a reload, or null
   */
  static ClientFile load(
      Resource file,
      RegistrationReader.Context context,
      @Nullable Clients previous,
      Problems problems) {
    byte[] octets = problems.read(file, "clients-unreadable");
    if (octets == null) {
      return new ClientFile(Map.of(), "", List.of());
    }
    String digest = Sha256.base64Url(octets);
    if (previous instanceof ClientFile same && same.digest.equals(digest)) {
      problems.warnAgain(same.warnings);
      return same;
    }
    int before = problems.warnings().size();
    Map<String, Registration> byId = new HashMap<>(parse(octets, file.key(), context, problems));
    List<Problem> all = problems.warnings();
    return new ClientFile(byId, digest, all.subList(before, all.size()));
  }

  private static Map<String, Registration> parse(
      byte[] octets, String key, RegistrationReader.Context context, Problems problems) {
    Object content;
    try {
      content = StrictJson.parse(octets);
    } catch (CharacterCodingException e) {
      problems.add(MALFORMED, key, "not UTF-8", "save the file in UTF-8");
      return Map.of();
    } catch (IOException e) {
      problems.add(
          MALFORMED, key, "not strict JSON: " + e.getMessage(), "correct the file at this place");
      return Map.of();
    }
    if (!(content instanceof List<?> elements)) {
      problems.add(MALFORMED, key, "not an array", "write [ … ] around the registrations");
      return Map.of();
    }
    return read(elements, key, context, problems);
  }

  private static Map<String, Registration> read(
      List<?> elements, String key, RegistrationReader.Context context, Problems problems) {
    Map<String, Registration> byId = new HashMap<>();
    for (int i = 0; i < elements.size(); i++) {
      RegistrationReader reader = new RegistrationReader(elements.get(i), context);
      Registration registration = reader.read();
      for (Members.Fault fault : reader.faults()) {
        problems.add(
            "client-registration",
            key,
            "registration " + (i + 1) + " " + reader.name() + ": " + fault.what(),
            fault.fix());
      }
      if (registration != null) {
        String where = "registration " + (i + 1) + " " + reader.name() + ": ";
        registration.names().forEach(name -> ReversedName.warn(name, key, where, problems));
      }
      if (registration != null && byId.put(registration.clientId(), registration) != null) {
        problems.add(
            MALFORMED,
            key,
            "registration " + (i + 1) + " " + reader.name() + ": client_id is registered twice",
            "keep one registration per client_id");
      }
    }
    return byId;
  }

  /** Returns every registration, in any order. */
  Collection<Registration> all() {
    return byId.values();
  }

  @Override
  public List<FileEntry> entries() {
    return byId.values().stream()
        .map(client -> FileEntry.of(FileKind.CLIENTS, client.clientId(), client))
        .toList();
  }

  @Override
  public @Nullable Result<Registration> find(String clientId) {
    Registration registration = byId.get(clientId);
    return registration == null ? null : Result.of(registration);
  }
}
