package io.github.proxymtls.internal.container;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls public getters of the container's objects. A web application does not see their classes.
 */
final class Getters {

  private Getters() {}

  static boolean has(Object target, String getter) {
    return has(target.getClass(), getter);
  }

  private static boolean has(Class<?> type, String getter) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(getter) && method.getParameterCount() == 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns what a getter returns, which may be null. */
  static @Nullable Object find(Object target, String getter) throws ReflectiveOperationException {
    return method(target.getClass(), getter).invoke(target);
  }

  /**
   * Returns what a getter returns.
   *
   * @throws NoSuchFieldException if that is null
   */
  static Object get(Object target, String getter) throws ReflectiveOperationException {
    Object value = find(target, getter);
    if (value == null) {
      throw new NoSuchFieldException(getter);
    }
    return value;
  }

  /** Returns the elements of the array or collection that a getter returns. */
  static List<Object> all(Object target, String getter) throws ReflectiveOperationException {
    Object several = get(target, getter);
    return several instanceof Object[] array
        ? List.of(array)
        : List.copyOf((Collection<?>) several);
  }

  /** Returns the elements of the array or collection that a getter returns, as text. */
  static List<String> texts(Object target, String getter) throws ReflectiveOperationException {
    return all(target, getter).stream().map(String::valueOf).toList();
  }

  /** The class itself may not be public, so that the method of a public supertype is called. */
  private static Method method(Class<?> type, String getter) throws NoSuchMethodException {
    Method method = type.getMethod(getter);
    if (Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
      return method;
    }
    for (Class<?> one = type; one != null; one = one.getSuperclass()) {
      for (Class<?> supertype : one.getInterfaces()) {
        if (has(supertype, getter)) {
          return supertype.getMethod(getter);
        }
      }
    }
    throw new NoSuchMethodException(getter);
  }
}
