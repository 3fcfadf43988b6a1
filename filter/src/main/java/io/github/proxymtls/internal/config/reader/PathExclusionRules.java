package io.github.proxymtls.internal.config.reader;

import io.github.proxymtls.internal.config.BindingRules;
import io.github.proxymtls.internal.config.Configuration;
import io.github.proxymtls.internal.config.PathPattern;
import io.github.proxymtls.internal.text.EscapedText;
import java.util.List;

/** Checks that no excluded path overlaps with a path that requires client binding. */
final class PathExclusionRules {

  private final Values values;

  PathExclusionRules(Values values) {
    this.values = values;
  }

  void check(Configuration read) {
    read.exclude().forEach(this::checkExclude);
    BindingRules binding = read.binding();
    checkBinding(BindingKeys.CLIENT_AUTHENTICATION, binding.clientAuthentication(), read);
    checkBinding(BindingKeys.PROTECTED_RESOURCES, binding.protectedResources(), read);
  }

  private void checkExclude(PathPattern exclude) {
    if (exclude.extension()) {
      values.conflict(
          ClientKeys.EXCLUDE,
          "contains "
              + EscapedText.inMessage(exclude.text())
              + ", which a client can append to any path",
          "write exact paths or /prefix/*");
    } else if (exclude.text().equals("/*")) {
      values.conflict(
          ClientKeys.EXCLUDE,
          "contains '/*', which excludes every path",
          "remove it; to turn off the automatic registration, set proxymtls.enabled=false");
    }
  }

  private void checkBinding(Key key, List<PathPattern> bindings, Configuration read) {
    for (PathPattern binding : bindings) {
      for (PathPattern exclude : read.exclude()) {
        if (!exclude.extension() && binding.overlaps(exclude)) {
          values.conflict(
              ClientKeys.EXCLUDE,
              "contains "
                  + EscapedText.inMessage(exclude.text())
                  + ", which overlaps "
                  + overlapped(key, binding),
              "do not exclude paths that this key covers");
        }
      }
    }
  }

  private static String overlapped(Key key, PathPattern binding) {
    return EscapedText.inMessage(binding.text()) + " of " + key.name();
  }
}
