package io.github.proxymtls.internal.reload;

import io.github.proxymtls.Problem;
import io.github.proxymtls.internal.config.Configuration;
import java.util.List;

/** Everything that was loaded from the files. A reload replaces it as a whole. */
public interface ReloadedState {

  Configuration configuration();

  /** Returns what was loaded, for messages and meters. */
  LoadedFiles files();

  /** Returns problems that do not prevent the use of this state. */
  List<Problem> warnings();
}
