package io.github.proxymtls.internal.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a set of files at the time of reading. Immutable; equal if the contents are
 * equal.
 */
public final class FileContents implements FileSource {

  /** The content of one file; the fault is null if the file was read. */
  private record Content(ByteBuffer octets, @Nullable IOException fault) {

    static final ByteBuffer NONE = ByteBuffer.allocate(0);

    boolean sameAs(@Nullable Content other) {
      return other != null
          && octets.equals(other.octets)
          && String.valueOf(fault).equals(String.valueOf(other.fault));
    }
  }

  private final Map<Resource, Content> contents = new LinkedHashMap<>();

  private FileContents() {}

  /** Reads the files. Stores the exception for a file that cannot be read. */
  public static FileContents read(List<Resource> files, FileSource source) {
    FileContents read = new FileContents();
    for (Resource file : files) {
      read.contents.put(file, content(file, source));
    }
    return read;
  }

  /** Combines the contents of several sets. */
  public static FileContents together(Collection<FileContents> sets) {
    FileContents all = new FileContents();
    sets.forEach(set -> all.contents.putAll(set.contents));
    return all;
  }

  private static Content content(Resource file, FileSource source) {
    try {
      return new Content(ByteBuffer.wrap(source.read(file)), null);
    } catch (IOException e) {
      return new Content(Content.NONE, e);
    } catch (RuntimeException | OutOfMemoryError e) {
      return new Content(Content.NONE, new IOException(e.toString(), e));
    }
  }

  @Override
  public byte[] read(Resource file) throws IOException {
    Content content = contents.get(file);
    if (content == null) {
      throw new IllegalArgumentException("a file of another kind");
    }
    if (content.fault() != null) {
      throw content.fault();
    }
    return content.octets().array().clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FileContents that
        && contents.keySet().equals(that.contents.keySet())
        && contents.entrySet().stream()
            .allMatch(entry -> entry.getValue().sameAs(that.contents.get(entry.getKey())));
  }

  @Override
  public int hashCode() {
    return contents.keySet().hashCode();
  }
}
