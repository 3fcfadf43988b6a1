package io.github.proxymtls.it;

import io.github.proxymtls.servlet.ProxyMtlsFilter;
import jakarta.servlet.DispatcherType;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** The filter as a {@code web.xml} declares it. */
final class ByInitParameters {

  private ByInitParameters() {}

  /** Declares the filter in a Tomcat context, for every path and every dispatcher type. */
  static void declare(Context context, Map<String, String> parameters) {
    FilterDef filter = new FilterDef();
    filter.setFilterName("proxymtls");
    filter.setFilterClass(ProxyMtlsFilter.class.getName());
    filter.setAsyncSupported("true");
    parameters.forEach(filter::addInitParameter);
    context.addFilterDef(filter);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("proxymtls");
    mapping.addURLPattern("/*");
    for (DispatcherType type : DispatcherType.values()) {
      mapping.setDispatcher(type.name());
    }
    context.addFilterMap(mapping);
  }
}
