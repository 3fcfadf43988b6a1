package io.github.proxymtls.internal.container;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What {@code web.xml} and the fragments of the libraries declare. The parser is that of the
 * platform; it reads no document type and no external entity.
 *
 * @param security descriptions of the constraints and login configurations
 * @param listeners the names of the classes of the listeners
 */
record DeploymentDescriptors(List<String> security, List<String> listeners) {

  private static final String WEB_XML = "/WEB-INF/web.xml";
  private static final String LIBRARIES = "/WEB-INF/lib/";
  private static final String FRAGMENT = "META-INF/web-fragment.xml";

  /** Reads them. A descriptor that cannot be read counts as a security constraint. */
  static DeploymentDescriptors of(ServletContext context) {
    DeploymentDescriptors read = new DeploymentDescriptors(new ArrayList<>(), new ArrayList<>());
    read.add(context, WEB_XML);
    Set<String> libraries = context.getResourcePaths(LIBRARIES);
    for (String library : libraries == null ? Set.<String>of() : new TreeSet<>(libraries)) {
      if (library.endsWith(".jar")) {
        read.add(context, library);
      }
    }
    return read;
  }

  private void add(ServletContext context, String path) {
    try (InputStream file = context.getResourceAsStream(path)) {
      if (file != null && path.equals(WEB_XML)) {
        read(path, file);
      } else if (file != null) {
        readFragment(path, new ZipInputStream(file));
      }
    } catch (IOException | XMLStreamException unreadable) {
      security.add(path + ", which cannot be read");
    }
  }

  private void readFragment(String path, ZipInputStream library)
      throws IOException, XMLStreamException {
    for (ZipEntry entry = library.getNextEntry(); entry != null; entry = library.getNextEntry()) {
      if (entry.getName().equals(FRAGMENT)) {
        read(path, library);
        return;
      }
    }
  }

  private void read(String path, InputStream file) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    new Reader(path, factory.createXMLStreamReader(file)).read();
  }

  private final class Reader {

    private final String path;
    private final XMLStreamReader xml;
    private final Deque<String> open = new ArrayDeque<>();
    private List<String> paths = new ArrayList<>();
    private List<String> roles = new ArrayList<>();
    private boolean tls;

    Reader(String path, XMLStreamReader xml) {
      this.path = path;
      this.xml = xml;
    }

    void read() throws XMLStreamException {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> open.push(xml.getLocalName());
          case XMLStreamConstants.CHARACTERS -> text(xml.getText().strip());
          case XMLStreamConstants.END_ELEMENT -> end(open.pop());
          default -> {}
        }
      }
    }

    private void text(String text) {
      switch (Objects.requireNonNullElse(open.peek(), "")) {
        case "listener-class" -> listeners.add(text);
        case "auth-method" -> add(ContainerSecurity.login(text));
        case "url-pattern" -> paths.add(text);
        case "transport-guarantee" -> tls = !text.equals("NONE");
        case "role-name" -> {
          if (open.contains("auth-constraint")) {
            roles.add(text);
          }
        }
        default -> {}
      }
    }

    private void end(String element) {
      if (element.equals("security-constraint")) {
        add(ContainerSecurity.constraint(paths, roles, tls));
      }
      if (!open.contains("security-constraint")) {
        paths = new ArrayList<>();
        roles = new ArrayList<>();
        tls = false;
      }
    }

    private void add(@Nullable String rule) {
      if (rule != null) {
        security.add(rule + " in " + path);
      }
    }
  }
}
