package io.github.proxymtls.internal.reload;

import io.github.proxymtls.internal.config.FileEntry;
import io.github.proxymtls.internal.config.FileKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The difference between the entries of the files before and after a reload, in the words of the
 * log. A replaced certificate or CRL is reported as added and gone, a replaced user or registration
 * as changed.
 */
record FileChanges(List<String> added, List<String> gone, List<String> changed) {

  private static final int MOST_SHOWN = 10;

  private record Name(FileKind kind, String name) {

    static Name of(FileEntry entry) {
      return new Name(entry.kind(), entry.name());
    }
  }

  static FileChanges between(Set<FileEntry> before, Set<FileEntry> after) {
    Set<FileEntry> added = without(after, before);
    Set<FileEntry> gone = without(before, after);
    Set<Name> changed = names(added);
    changed.retainAll(names(gone));
    return new FileChanges(
        shown(added, entry -> !changed.contains(Name.of(entry))),
        shown(gone, entry -> !changed.contains(Name.of(entry))),
        shown(added, entry -> changed.contains(Name.of(entry))));
  }

  private static Set<FileEntry> without(Set<FileEntry> some, Set<FileEntry> others) {
    Set<FileEntry> rest = new LinkedHashSet<>();
    for (FileEntry entry : some) {
      if (!entry.fetched() && !others.contains(entry)) {
        rest.add(entry);
      }
    }
    return rest;
  }

  /** Only an entry that does not expire is identified by its name alone. */
  private static Set<Name> names(Set<FileEntry> entries) {
    Set<Name> names = new LinkedHashSet<>();
    entries.stream().filter(entry -> entry.end() == null).map(Name::of).forEach(names::add);
    return names;
  }

  private static List<String> shown(Set<FileEntry> entries, Predicate<FileEntry> which) {
    List<String> shown =
        new ArrayList<>(entries.stream().filter(which).map(FileChanges::shown).toList());
    int more = shown.size() - MOST_SHOWN;
    if (more > 0) {
      shown.subList(MOST_SHOWN, shown.size()).clear();
      shown.add(more + " more");
    }
    return shown;
  }

  private static String shown(FileEntry entry) {
    String end = entry.end() == null ? "" : " until " + entry.end();
    return entry.kind().noun() + " '" + entry.name() + "'" + end;
  }
}
