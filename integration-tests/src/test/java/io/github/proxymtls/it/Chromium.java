package io.github.proxymtls.it;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;

/** A headless Chromium with a new profile. */
record Chromium(Path folder) {

  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  /** The values of Chromium's setting for {@code prefers-color-scheme}. */
  enum Scheme {
    DARK(0),
    LIGHT(1);

    private final int value;

    Scheme(int value) {
      this.value = value;
    }
  }

  /**
   * Finds Chromium, or skips the test.
   *
   * @throws IOException if it is not installed and {@code PROXYMTLS_REQUIRE_PROXIES=true}
   */
  static Chromium in(Path folder) throws IOException {
    if (!Files.isExecutable(PROGRAM)) {
      String missing = "chromium is not installed: apt-get install chromium";
      if (Sites.required()) {
        throw new IOException(missing);
      }
      Assumptions.abort(missing);
    }
    return new Chromium(folder);
  }

  /** Returns the page's elements after its scripts ran. */
  String elements(URI page) throws IOException, InterruptedException {
    return run(page, List.of("--dump-dom"));
  }

  /** Returns the page as it looks. */
  BufferedImage picture(URI page, Scheme scheme, Path file)
      throws IOException, InterruptedException {
    run(
        page,
        List.of(
            "--screenshot=" + file,
            "--window-size=900,1400",
            "--blink-settings=preferredColorScheme=" + scheme.value));
    return ImageIO.read(file.toFile());
  }

  private String run(URI page, List<String> options) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--user-data-dir=" + folder.resolve("profile")));
    command.addAll(options);
    command.add(page.toString());
    Path out = folder.resolve("chromium.out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("chromium.err").toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new IOException("chromium does not end");
    }
    return Files.readString(out);
  }
}
