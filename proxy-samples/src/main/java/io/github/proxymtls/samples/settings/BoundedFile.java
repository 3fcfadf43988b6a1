package io.github.proxymtls.samples.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.springframework.core.io.Resource;

/**
 * A file of a Spring Boot application that is a regular one and not too large.
 *
 * @param place the name of the file for messages
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares two of them
record BoundedFile(byte[] content, String place) {

  private static final int MOST_OCTETS = 1024 * 1024;

  /**
   * Reads the file.
   *
   * @throws io.github.proxymtls.ConfigurationException if it is not within the bounds
   */
  static BoundedFile read(Resource resource) throws IOException {
    String place = place(resource);
    if (resource.isFile() && !Files.isRegularFile(resource.getFile().toPath())) {
      throw UnusableFile.exception("it is not a regular file", place);
    }
    try (InputStream in = resource.getInputStream()) {
      byte[] content = in.readNBytes(MOST_OCTETS + 1);
      if (content.length > MOST_OCTETS) {
        throw UnusableFile.exception("it is larger than " + MOST_OCTETS + " bytes", place);
      }
      return new BoundedFile(content, place);
    }
  }

  private static String place(Resource resource) throws IOException {
    return resource.isFile() ? resource.getFile().toString() : resource.getDescription();
  }
}
