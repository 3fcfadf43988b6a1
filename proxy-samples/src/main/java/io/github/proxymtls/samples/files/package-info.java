/** Files and folders: PEM to key stores, temporary folders. */
@NullMarked
package io.github.proxymtls.samples.files;

import org.jspecify.annotations.NullMarked;
