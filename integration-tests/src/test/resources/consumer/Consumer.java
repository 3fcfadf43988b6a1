package example;

import io.github.proxymtls.ProxyMtls;

/** Starts the engine with what its artifact brings along. */
public final class Consumer {

  public static void main(String[] arguments) {
    try (ProxyMtls engine =
        ProxyMtls.builder()
            .set("proxymtls.format", "nginx")
            .set("proxymtls.proxy.authentication", "basic")
            .set("proxymtls.proxy.basic.user", "edge")
            .set(
                "proxymtls.proxy.basic.password-hash",
                "$2y$10$u4aLCTWQ2fKyZ1gS0mHhIeYpJg7t2m3cN5v6b8n9q0w1e2r3t4y5u")
            .set("proxymtls.client.validation", "proxy")
            .build()) {
      System.out.println("started " + engine);
    }
  }
}
