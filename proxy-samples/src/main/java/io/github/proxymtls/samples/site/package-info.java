/** A complete site for experiments: certificates, configuration, application, proxy and client. */
@NullMarked
package io.github.proxymtls.samples.site;

import org.jspecify.annotations.NullMarked;
