package io.github.proxymtls.internal.binding.registry;

import io.github.proxymtls.internal.jose.Thumbprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The members of a registration. Collects every fault together with its correction. */
final class Members {

  /** A fault of a registration and how to correct it. */
  record Fault(String what, String fix) {}

  private static final int MAXIMUM_SHOWN = 64;

  private final Map<?, ?> values;
  private final String place;
  private final List<Fault> faults;

  private Members(Map<?, ?> values, String place, List<Fault> faults) {
    this.values = values;
    this.place = place;
    this.faults = faults;
  }

  /** Reads the members of a JSON value, which must be an object. */
  static Members of(Object element) {
    Members members =
        new Members(element instanceof Map<?, ?> map ? map : Map.of(), "", new ArrayList<>());
    if (!(element instanceof Map<?, ?>)) {
      members.fault("not a JSON object", "write one { … } per client");
    }
    return members;
  }

  /** Reads the members of a nested object; its faults are added to those of this object. */
  Members within(String name) {
    if (values.get(name) instanceof Map<?, ?> object) {
      return new Members(object, place + name + ": ", faults);
    }
    fault(name + ": not an object", "write { … }");
    return new Members(Map.of(), place + name + ": ", faults);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable Object get(String name) {
    return values.get(name);
  }

  /** Returns a new list of every name, in the order of the object. */
  List<String> names() {
    List<String> names = new ArrayList<>(values.size());
    for (Object name : values.keySet()) {
      names.add(name.toString());
    }
    return names;
  }

  /** Returns the text of a member; null if it is absent or has another type. */
  @Nullable String text(String name) {
    Object value = values.get(name);
    if (value != null && !(value instanceof String)) {
      fault(name + ": not a string", "write it in quotation marks");
    }
    return value instanceof String text ? text : null;
  }

  /** Returns the SHA-256 thumbprint of a member, or null if it is absent. */
  @Nullable Thumbprint thumbprint(String name) {
    return has(name) ? thumbprint(name, values.get(name)) : null;
  }

  /** Returns the SHA-256 thumbprints of a member, at least one; null if it is absent. */
  @Nullable List<Thumbprint> thumbprints(String name) {
    if (!has(name)) {
      return null;
    }
    if (!(values.get(name) instanceof List<?> list) || list.isEmpty()) {
      fault(name + ": not an array of SHA-256", "list them, or remove it for all");
      return null;
    }
    return list.stream().map(value -> thumbprint(name, value)).filter(Objects::nonNull).toList();
  }

  private @Nullable Thumbprint thumbprint(String name, @Nullable Object value) {
    try {
      return Thumbprint.parse(value instanceof String text ? text : "");
    } catch (IllegalArgumentException e) {
      fault(name + ": not a SHA-256", "write 64 hexadecimal digits, or base64url without padding");
      return null;
    }
  }

  void fault(String what, String fix) {
    faults.add(new Fault(place + what, fix));
  }

  /** Returns all faults, in the order in which they were found. */
  List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** Returns the text in quotation marks, shortened; only printable ASCII is shown. */
  static String quoted(String text) {
    String shown = text.length() > MAXIMUM_SHOWN ? text.substring(0, MAXIMUM_SHOWN) : text;
    return ClientId.isValid(shown) ? '"' + shown + '"' : "with a malformed name";
  }
}
