package io.github.proxymtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The public API is what {@code filter/api.txt} lists: the module's exports, and every public type
 * in them with its members. {@code -Dapi.write=true} writes the file anew.
 */
@Tag("slow")
class ApiTest {

  private static final int MOST_TYPES = 30;
  private static final Path FILE = Path.of("api.txt");
  private static final Set<String> OF_OBJECT = Set.of("equals", "hashCode", "toString");
  private static final Set<String> OF_ENUM = Set.of("valueOf", "values");

  @Test
  void publicApiEqualsApiFile() throws Exception {
    String api = api();
    if (Boolean.getBoolean("api.write")) {
      Files.writeString(FILE, api);
    }
    assertThat(api)
        .as("the public API; if the change is meant, run this test with -Dapi.write=true")
        .isEqualTo(Files.readString(FILE));
  }

  @Test
  void publicApiShowsNoInternalType() throws Exception {
    assertThat(api()).doesNotContain("io.github.proxymtls.internal");
  }

  @Test
  void publicApiHasAtMostThirtyTypes() throws Exception {
    assertThat(types().stream().filter(type -> type.getEnclosingClass() == null))
        .hasSizeLessThanOrEqualTo(MOST_TYPES);
  }

  private static String api() throws Exception {
    StringBuilder api = new StringBuilder();
    ModuleDescriptor module = module();
    api.append("module ").append(module.name()).append('\n');
    module.requires().stream()
        .filter(required -> !required.name().equals("java.base"))
        .map(required -> "  requires " + words(required.modifiers()) + required.name())
        .sorted()
        .forEach(line -> api.append(line).append('\n'));
    module.exports().stream()
        .map(exported -> "  exports " + exported.source())
        .sorted()
        .forEach(line -> api.append(line).append('\n'));
    for (Class<?> type : types()) {
      api.append('\n').append(header(type)).append('\n');
      members(type).forEach(line -> api.append("  ").append(line).append('\n'));
    }
    return api.toString();
  }

  private static ModuleDescriptor module() throws Exception {
    URI classes = ProxyMtls.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (InputStream in = Files.newInputStream(Path.of(classes).resolve("module-info.class"))) {
      return ModuleDescriptor.read(in);
    }
  }

  private static String words(Set<ModuleDescriptor.Requires.Modifier> modifiers) {
    return modifiers.stream()
        .map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ")
        .sorted()
        .collect(Collectors.joining());
  }

  private static List<Class<?>> types() throws Exception {
    Set<String> names = new TreeSet<>();
    for (ModuleDescriptor.Exports exported : module().exports()) {
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages(exported.source())
              .stream()
              .filter(type -> type.getPackageName().equals(exported.source()))
              .filter(ApiTest::isPublic)
              .map(JavaClass::getName)
              .forEach(names::add);
    }
    List<Class<?>> types = new ArrayList<>();
    for (String name : names) {
      types.add(Class.forName(name, false, ApiTest.class.getClassLoader()));
    }
    return types;
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ApiTest::isPublic).orElse(true);
  }

  private static String header(Class<?> type) {
    List<String> parts = new ArrayList<>();
    parts.add(modifiers(type.getModifiers() & ~Modifier.INTERFACE) + kind(type));
    parts.add(name(type) + parameters(type.getTypeParameters()));
    Type parent = type.getGenericSuperclass();
    if (parent != null
        && !Set.of(Object.class, Enum.class, Record.class).contains(type.getSuperclass())) {
      parts.add("extends " + name(parent));
    }
    if (type.getInterfaces().length > 0) {
      parts.add(
          (type.isInterface() ? "extends " : "implements ") + names(type.getGenericInterfaces()));
    }
    if (type.isSealed()) {
      // Their order depends on the order in which the compiler saw them. Internal ones are no API.
      Class<?>[] permitted =
          Stream.of(type.getPermittedSubclasses())
              .filter(permit -> !permit.getName().contains(".internal."))
              .sorted(Comparator.comparing(Class::getName))
              .toArray(Class<?>[]::new);
      parts.add(permitted.length == 0 ? "sealed" : "permits " + names(permitted));
    }
    return String.join(" ", parts);
  }

  private static String kind(Class<?> type) {
    if (type.isAnnotation()) {
      return "@interface";
    }
    if (type.isInterface()) {
      return "interface";
    }
    return type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
  }

  private static List<String> members(Class<?> type) {
    List<String> constants =
        Arrays.stream(type.getDeclaredFields())
            .filter(Field::isEnumConstant)
            .map(Field::getName)
            .toList();
    Stream<String> fields =
        Arrays.stream(type.getDeclaredFields())
            .filter(field -> isApi(field) && !field.isEnumConstant())
            .map(ApiTest::line);
    Stream<String> constructors =
        Arrays.stream(type.getDeclaredConstructors()).filter(ApiTest::isApi).map(ApiTest::line);
    Stream<String> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> isApi(method) && !isImplied(type, method))
            .map(ApiTest::line);
    return Stream.concat(
            constants.stream(),
            Stream.of(fields, constructors, methods).flatMap(lines -> lines).sorted())
        .toList();
  }

  private static boolean isApi(Member member) {
    boolean visible = (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    return visible && !member.isSynthetic();
  }

  private static boolean isImplied(Class<?> type, Method method) {
    return OF_OBJECT.contains(method.getName())
        || (type.isEnum() && OF_ENUM.contains(method.getName()));
  }

  private static String line(Field field) {
    String value = "";
    if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
      try {
        value = " = \"" + field.get(null) + "\"";
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return modifiers(field.getModifiers())
        + shown(field.getAnnotatedType())
        + " "
        + field.getName()
        + value;
  }

  private static String line(Constructor<?> constructor) {
    return modifiers(constructor.getModifiers())
        + constructor.getDeclaringClass().getSimpleName()
        + arguments(constructor);
  }

  private static String line(Method method) {
    return modifiers(method.getModifiers())
        + (method.isDefault() ? "default " : "")
        + parameters(method.getTypeParameters())
        + shown(method.getAnnotatedReturnType())
        + " "
        + method.getName()
        + arguments(method);
  }

  private static String arguments(Executable executable) {
    String arguments =
        Arrays.stream(executable.getAnnotatedParameterTypes())
            .map(ApiTest::shown)
            .collect(Collectors.joining(", ", "(", ")"));
    return executable.getExceptionTypes().length == 0
        ? arguments
        : arguments + " throws " + names(executable.getGenericExceptionTypes());
  }

  private static String shown(AnnotatedType type) {
    return (type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "") + name(type.getType());
  }

  private static String modifiers(int modifiers) {
    int shown =
        modifiers
            & (Modifier.PUBLIC
                | Modifier.PROTECTED
                | Modifier.STATIC
                | Modifier.FINAL
                | Modifier.ABSTRACT
                | Modifier.INTERFACE);
    return shown == 0 ? "" : Modifier.toString(shown) + " ";
  }

  private static String parameters(TypeVariable<?>[] parameters) {
    return parameters.length == 0
        ? ""
        : Arrays.stream(parameters)
            .map(parameter -> parameter.getName() + " extends " + names(parameter.getBounds()))
            .collect(Collectors.joining(", ", "<", "> "));
  }

  private static String names(Type[] types) {
    return Arrays.stream(types).map(ApiTest::name).collect(Collectors.joining(", "));
  }

  private static String name(Type type) {
    return type.getTypeName().replace("java.lang.", "");
  }
}
