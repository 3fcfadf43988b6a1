package io.github.proxymtls.spring;

import jakarta.servlet.ServletRequestListener;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;

/**
 * Warns of beans that see a request before the filter. The container calls a {@link
 * ServletRequestListener} before every filter, with the unwrapped request.
 */
final class RequestListenerWarning implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(RequestListenerWarning.class);

  private final ListableBeanFactory beans;

  RequestListenerWarning(ListableBeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public void afterSingletonsInstantiated() {
    Set<String> names =
        new TreeSet<>(
            List.of(beans.getBeanNamesForType(ServletRequestListener.class, true, false)));
    beans
        .getBeansOfType(ServletListenerRegistrationBean.class, true, false)
        .forEach(
            (name, registration) -> {
              if (registration.isEnabled()
                  && registration.getListener() instanceof ServletRequestListener) {
                names.add(name);
              }
            });
    if (!names.isEmpty()) {
      LOG.warn(
          "the container calls the request listeners {} before the filter: they see unchecked"
              + " headers from any peer, the proxy's credential and the proxy's certificate",
          names);
    }
  }
}
