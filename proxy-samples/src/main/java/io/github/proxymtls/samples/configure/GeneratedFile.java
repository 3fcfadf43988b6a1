package io.github.proxymtls.samples.configure;

/**
 * A file of a proxy's configuration.
 *
 * @param name the file name without a folder
 */
public record GeneratedFile(String name, String text) {}
